package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.G711;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class UserAudioTest {
    private static final String MANUAL =
            "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}";
    private static final String TRANSCRIBED = "{'type':'session.update','session':{'type':'realtime','audio':{'input':"
            + "{'transcription':{'model':'gpt-4o-mini-transcribe'}}}}}";

    @Test
    void shouldFindATurnInTheAudioItReceives() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello there"));
        call.newTypes();

        call.append(MachineCase.SILENT_SECOND).append(MachineCase.LOUD_SECOND);
        assertThat(call.newTypes()).containsExactly("input_audio_buffer.speech_started");
        JsonNode started = call.last("input_audio_buffer.speech_started");
        assertThat(started.path("audio_start_ms").asInt()).isBetween(690, 710);

        call.append(MachineCase.SILENT_SECOND).runFor(Duration.ofSeconds(2));
        assertThat(call.newTypes())
                .startsWith(
                        "input_audio_buffer.speech_stopped",
                        "input_audio_buffer.committed",
                        "conversation.item.added",
                        "conversation.item.done",
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.content_part.added",
                        "response.output_audio_transcript.delta")
                .endsWith(
                        "response.output_audio.done",
                        "response.output_audio_transcript.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "conversation.item.done",
                        "response.done");
        String item = started.path("item_id").asText();
        assertThat(call.last("input_audio_buffer.committed").path("item_id").asText())
                .isEqualTo(item);
        assertThat(call.all("conversation.item.added").get(0).at("/item/id").asText())
                .isEqualTo(item);
    }

    @Test
    void shouldGiveTheUtteranceBackWithItsPaddingAndItsSilence() {
        MachineCase call = MachineCase.open();
        call.append(MachineCase.SILENT_SECOND).append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND);
        String item = call.last("input_audio_buffer.committed").path("item_id").asText();

        call.client("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");

        JsonNode part = call.last("conversation.item.retrieved").at("/item/content/0");
        byte[] audio = Base64.getDecoder().decode(part.path("audio").asText());
        long start = call.last("input_audio_buffer.speech_started")
                .path("audio_start_ms")
                .asLong();
        long end = call.last("input_audio_buffer.speech_stopped")
                .path("audio_end_ms")
                .asLong();
        assertThat(part.path("type").asText()).isEqualTo("input_audio");
        assertThat(audio).hasSize((int) (end - start) * 48);
        AudioFrame frame = AudioFrame.wrap(audio, AudioFormat.REALTIME);
        assertThat(frame.sample(24 * 100)).as("padding").isZero();
        assertThat(frame.sample(24 * 333 + 24)).as("speech").isNotZero();
    }

    @Test
    void shouldInterruptTheResponseWhenTheUserSpeaks() {
        MachineCase call = MachineCase.open(Delivery.realTime(), ServiceLimits.standard())
                .replies(FakeReply.say("One two three four five six seven eight nine ten"));
        call.client("{'type':'response.create'}").runFor(Duration.ofMillis(500));
        call.newTypes();

        call.append(MachineCase.LOUD_SECOND);

        assertThat(call.newTypes())
                .startsWith("input_audio_buffer.speech_started")
                .endsWith("response.output_item.done", "conversation.item.done", "response.done");
        JsonNode response = call.last("response.done").path("response");
        assertThat(response.path("status").asText()).isEqualTo("cancelled");
        assertThat(response.at("/status_details/reason").asText()).isEqualTo("turn_detected");
        assertThat(response.at("/output/0/status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/usage/output_tokens").asInt()).isPositive();
        call.newTypes();
        call.runFor(Duration.ofSeconds(5));
        assertThat(call.newTypes()).as("nothing more of it").isEmpty();
    }

    @Test
    void shouldLetTheModelFinishIfSpeechDoesNotInterrupt() {
        MachineCase call =
                MachineCase.open(Delivery.realTime(), ServiceLimits.standard()).replies(FakeReply.say("One two three"));
        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':"
                + "{'type':'server_vad','interrupt_response':false}}}}}");
        call.client("{'type':'response.create'}").runFor(Duration.ofMillis(300));

        call.append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND).runFor(Duration.ofSeconds(3));

        assertThat(call.all("response.done")).hasSize(1);
        assertThat(call.last("response.done").at("/response/status").asText()).isEqualTo("completed");
        assertThat(call.error().path("code").asText()).isEqualTo("conversation_already_has_active_response");
    }

    @Test
    void shouldTranscribeWordByWordAndChargeForIt() {
        MachineCase call = MachineCase.open().userSays("two pizzas please").recognitionTakes(Duration.ofMillis(400));
        call.client(TRANSCRIBED).append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND);

        call.runFor(Duration.ofSeconds(1));

        String prefix = "conversation.item.input_audio_transcription.";
        assertThat(call.all(prefix + "delta"))
                .extracting(event -> event.path("delta").asText())
                .containsExactly("two", " pizzas", " please");
        JsonNode completed = call.last(prefix + "completed");
        assertThat(completed.path("transcript").asText()).isEqualTo("two pizzas please");
        assertThat(completed.at("/usage/type").asText()).isEqualTo("tokens");
        assertThat(completed.at("/usage/input_token_details/audio_tokens").asInt())
                .isPositive();
        assertThat(call.turns()).hasSize(1);
        assertThat(call.turns().get(0).userText()).isEqualTo("two pizzas please");
    }

    @Test
    void shouldSayWhenAnUtteranceCannotBeTranscribedAndAnswerAllTheSame() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Pardon?"));
        call.client(TRANSCRIBED).append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND);

        call.runFor(Duration.ofSeconds(2));

        JsonNode failed = call.last("conversation.item.input_audio_transcription.failed");
        assertThat(failed.at("/error/code").asText()).isEqualTo("audio_unintelligible");
        assertThat(call.last("response.done").at("/response/status").asText()).isEqualTo("completed");
    }

    @Test
    void shouldWaitForTheClientInPushToTalk() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Yes"));
        call.client(MANUAL).append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND);
        call.newTypes();

        call.client("{'type':'input_audio_buffer.commit'}").runFor(Duration.ofSeconds(1));
        assertThat(call.newTypes())
                .containsExactly("input_audio_buffer.committed", "conversation.item.added", "conversation.item.done");

        call.client("{'type':'response.create'}").runFor(Duration.ofSeconds(1));
        assertThat(call.last("response.done").at("/response/status").asText()).isEqualTo("completed");
    }

    @Test
    void shouldRefuseToCommitLessThanATenthOfASecond() {
        MachineCase call = MachineCase.open();
        call.client(MANUAL);

        call.client("{'type':'input_audio_buffer.commit'}");
        assertThat(call.error().path("code").asText()).isEqualTo("input_audio_buffer_commit_empty");
        assertThat(call.error().path("message").asText()).endsWith("only has 0.00ms of audio.");

        call.append(MachineCase.base64(AudioFrame.silence(Duration.ofMillis(99), AudioFormat.REALTIME)));
        call.client("{'type':'input_audio_buffer.commit'}");
        assertThat(call.error().path("message").asText()).endsWith("only has 99.00ms of audio.");
    }

    @Test
    void shouldForgetWhatIsCleared() {
        MachineCase call = MachineCase.open();
        call.client(MANUAL).append(MachineCase.LOUD_SECOND);

        call.client("{'type':'input_audio_buffer.clear'}");

        assertThat(call.last("input_audio_buffer.cleared").path("event_id").asText())
                .isNotEmpty();
        call.client("{'type':'input_audio_buffer.commit'}");
        assertThat(call.error().path("code").asText()).isEqualTo("input_audio_buffer_commit_empty");
    }

    @Test
    void shouldHearTelephoneAudio() {
        MachineCase call = MachineCase.open();
        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'input':{'format':"
                + "{'type':'audio/pcmu'}}}}}");
        String hum = Base64.getEncoder()
                .encodeToString(G711.MU_LAW.encode(Hum.frame(AudioFormat.TELEPHONE, Duration.ofSeconds(1))));
        String silence = Base64.getEncoder()
                .encodeToString(G711.MU_LAW.encode(AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.TELEPHONE)));

        call.append(hum).append(silence);

        assertThat(call.last("input_audio_buffer.speech_stopped")
                        .path("audio_end_ms")
                        .asInt())
                .isEqualTo(2000);
    }

    @Test
    void shouldRefuseWhatIsNoAudio() {
        MachineCase call = MachineCase.open();

        call.append("%%%");
        assertThat(call.error().path("code").asText()).isEqualTo("invalid_value");
        call.append(Base64.getEncoder().encodeToString(new byte[3]));
        assertThat(call.error().path("param").asText()).isEqualTo("audio");
        call.client("{'type':'input_audio_buffer.append'}");
        assertThat(call.error().path("code").asText()).isEqualTo("missing_required_parameter");
    }

    @Test
    void shouldAskIfNobodySpeaksForAsLongAsTheSessionAllows() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello"), FakeReply.say("Are you there?"));
        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':"
                + "{'type':'server_vad','idle_timeout_ms':5000}}}}}");
        call.append(MachineCase.SILENT_SECOND);
        call.client("{'type':'response.create'}").runFor(Duration.ofMillis(100));
        assertThat(call.all("response.done")).hasSize(1);

        call.runFor(Duration.ofMillis(5900));
        assertThat(call.all("input_audio_buffer.timeout_triggered"))
                .as("a second is still being played")
                .isEmpty();

        call.runFor(Duration.ofMillis(500));
        assertThat(call.last("input_audio_buffer.timeout_triggered")
                        .path("audio_end_ms")
                        .asInt())
                .isEqualTo(1000);
        assertThat(call.all("response.done")).hasSize(2);
    }
}
