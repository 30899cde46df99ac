package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void shouldTellTheWholeSessionFirst() {
        MachineCase call = MachineCase.open();

        assertThat(call.newTypes()).containsExactly("session.created", "conversation.created");
        JsonNode session = call.last("session.created").path("session");
        assertThat(session.path("type").asText()).isEqualTo("realtime");
        assertThat(session.path("object").asText()).isEqualTo("realtime.session");
        assertThat(session.path("id").asText()).startsWith("sess_");
        assertThat(session.path("model").asText()).isEqualTo("gpt-realtime");
        assertThat(session.path("expires_at").asLong()).isEqualTo(3600);
        assertThat(session.path("output_modalities").toString()).isEqualTo("[\"audio\"]");
        assertThat(session.at("/audio/input/turn_detection").toString())
                .isEqualTo("{\"type\":\"server_vad\",\"threshold\":0.5,\"prefix_padding_ms\":300,"
                        + "\"silence_duration_ms\":200,\"idle_timeout_ms\":null,\"create_response\":true,"
                        + "\"interrupt_response\":true}");
        assertThat(session.at("/audio/output/voice").asText()).isEqualTo("alloy");
    }

    @Test
    void shouldChangeOnlyWhatAnUpdateNames() {
        MachineCase call = MachineCase.open();

        call.client("{'type':'session.update','session':{'type':'realtime','instructions':'Be brief.','audio':{"
                + "'input':{'turn_detection':{'type':'server_vad','silence_duration_ms':700},"
                + "'transcription':{'model':'whisper-1'}},'output':{'voice':'marin'}},'max_output_tokens':77}}");

        JsonNode session = call.last("session.updated").path("session");
        assertThat(session.path("instructions").asText()).isEqualTo("Be brief.");
        assertThat(session.at("/audio/input/turn_detection/silence_duration_ms").asInt())
                .isEqualTo(700);
        assertThat(session.at("/audio/input/turn_detection/prefix_padding_ms").asInt())
                .isEqualTo(300);
        assertThat(session.at("/audio/output/voice").asText()).isEqualTo("marin");
        assertThat(session.at("/audio/output/format/type").asText()).isEqualTo("audio/pcm");
        assertThat(session.path("max_output_tokens").asInt()).isEqualTo(77);
    }

    @Test
    void shouldTakeTheDefaultsOfAnotherKindOfTurnDetectionAndSwitchItOffByNull() {
        MachineCase call = MachineCase.open();

        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':"
                + "{'type':'semantic_vad','eagerness':'high'}}}}}");
        assertThat(call.last("session.updated")
                        .at("/session/audio/input/turn_detection")
                        .toString())
                .isEqualTo("{\"type\":\"semantic_vad\",\"eagerness\":\"high\",\"create_response\":true,"
                        + "\"interrupt_response\":true}");

        call.client(
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}");
        assertThat(call.last("session.updated")
                        .at("/session/audio/input/turn_detection")
                        .isNull())
                .isTrue();
    }

    @Test
    void shouldRefuseWhatTheServiceRefuses() {
        MachineCase call = MachineCase.open();

        refuses(call, "{}", "missing_required_parameter", "session.type");
        refuses(call, "{'type':'realtime','temperature':0.8}", "unknown_parameter", "session.temperature");
        refuses(call, "{'type':'realtime','turn_detection':null}", "unknown_parameter", "session.turn_detection");
        refuses(call, "{'type':'realtime','instructions':7}", "invalid_type", "session.instructions");
        refuses(
                call,
                "{'type':'realtime','output_modalities':['text','audio']}",
                "invalid_value",
                "session.output_modalities");
        refuses(
                call,
                "{'type':'realtime','max_output_tokens':0}",
                "integer_below_min_value",
                "session.max_output_tokens");
        refuses(
                call,
                "{'type':'realtime','audio':{'output':{'speed':2.5}}}",
                "decimal_above_max_value",
                "session.audio.output.speed");
        refuses(
                call,
                "{'type':'realtime','audio':{'output':{'voice':'bob'}}}",
                "invalid_value",
                "session.audio.output.voice");
        refuses(
                call,
                "{'type':'realtime','audio':{'input':{'turn_detection':{'type':'server_vad',"
                        + "'create_response':null}}}}",
                "invalid_type",
                "session.audio.input.turn_detection.create_response");
        refuses(call, "{'type':'realtime','model':'gpt-4o-realtime-preview'}", "invalid_value", "session.model");
        refuses(call, "{'type':'realtime','reasoning':{'effort':'low'}}", "unsupported_parameter", "session.reasoning");
        assertThat(call.all("session.updated")).isEmpty();
    }

    private static void refuses(MachineCase call, String session, String code, String param) {
        call.client("{'type':'session.update','event_id':'mine','session':" + session + "}");
        assertThat(call.error().path("code").asText()).as(session).isEqualTo(code);
        assertThat(call.error().path("param").asText()).as(session).isEqualTo(param);
        assertThat(call.error().path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(call.error().path("event_id").asText()).isEqualTo("mine");
    }

    @Test
    void shouldKeepTheVoiceOnceItWasHeard() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello"));
        call.client("{'type':'response.create'}").runFor(Duration.ofSeconds(1));

        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'output':{'voice':'marin'}}}}");
        assertThat(call.error().path("code").asText()).isEqualTo("cannot_update_voice");

        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'output':{'voice':'alloy'}}}}");
        assertThat(call.all("session.updated")).hasSize(1);
    }

    @Test
    void shouldEndTheSessionWhenItsTimeIsOver() {
        MachineCase call =
                MachineCase.open(Delivery.burst(), ServiceLimits.standard().withSession(Duration.ofSeconds(5)));

        call.runFor(Duration.ofMillis(4999));
        assertThat(call.closed()).isEmpty();

        call.runFor(Duration.ofMillis(1));
        assertThat(call.error().path("code").asText()).isEqualTo("session_expired");
        assertThat(call.closed())
                .contains(new Effect.Close(1001, "Your session hit the maximum duration of 5.0 seconds."));
        call.newTypes();
        call.client("{'type':'response.create'}");
        assertThat(call.newTypes()).isEmpty();
    }

    @Test
    void shouldAnswerWhatItDoesNotKnow() {
        MachineCase call = MachineCase.open();

        call.client("{'type':'session.start','event_id':'e1'}");
        assertThat(call.error().path("code").asText()).isEqualTo("invalid_value");
        assertThat(call.error().path("param").asText()).isEqualTo("type");
        assertThat(call.error().path("event_id").asText()).isEqualTo("e1");

        call.client("{'event_id':'e2'}");
        assertThat(call.error().path("code").asText()).isEqualTo("missing_required_parameter");
    }

    @Test
    void shouldTranscribeWithoutAnsweringInATranscriptionSession() {
        MachineCase call = MachineCase.transcribing().userSays("good morning");
        assertThat(call.newTypes()).containsExactly("session.created");
        call.client("{'type':'session.update','session':{'type':'transcription','audio':{'input':{'transcription':"
                + "{'model':'gpt-4o-transcribe'}}}}}");

        call.append(MachineCase.LOUD_SECOND).append(MachineCase.SILENT_SECOND).runFor(Duration.ofSeconds(1));

        assertThat(call.last("conversation.item.input_audio_transcription.completed")
                        .path("transcript")
                        .asText())
                .isEqualTo("good morning");
        assertThat(call.all("response.created")).isEmpty();
        call.client("{'type':'response.create'}");
        assertThat(call.error().path("code").asText()).isEqualTo("invalid_value");
    }
}
