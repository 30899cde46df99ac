package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.script.FakeReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BetaDialectTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldReadAFlatSession() throws Exception {
        JsonNode event = BetaDialect.fromBeta(JSON.readTree("""
                {"type":"session.update","session":{"modalities":["audio","text"],"voice":"alloy",
                 "input_audio_format":"g711_ulaw","output_audio_format":"pcm16","temperature":0.8,
                 "input_audio_transcription":{"model":"whisper-1"},"turn_detection":null,
                 "max_response_output_tokens":"inf","instructions":"Hi"}}"""));

        assertThat(event).isEqualTo(JSON.readTree("""
                {"type":"session.update","session":{"instructions":"Hi","type":"realtime",
                 "output_modalities":["audio"],"max_output_tokens":"inf","audio":{
                  "input":{"format":{"type":"audio/pcmu"},"transcription":{"model":"whisper-1"},"turn_detection":null},
                  "output":{"format":{"type":"audio/pcm"},"voice":"alloy"}}}}"""));
        assertThat(SessionFields.checkSession(event.path("session"), false)).isEmpty();
    }

    @Test
    void shouldTellAWholeCallInTheOlderWords() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello you"));
        call.client("{'type':'response.create'}").runFor(Duration.ofSeconds(1));

        List<ObjectNode> beta = call.sent().stream()
                .map(BetaDialect::toBeta)
                .flatMap(Optional::stream)
                .toList();

        assertThat(beta)
                .extracting(event -> event.path("type").asText())
                .contains(
                        "response.audio.delta",
                        "response.audio.done",
                        "response.audio_transcript.delta",
                        "response.audio_transcript.done",
                        "conversation.item.created")
                .noneMatch(type -> type.contains("output_audio") || type.equals("conversation.item.done"));
        JsonNode session = beta.get(0).path("session");
        assertThat(session.path("voice").asText()).isEqualTo("alloy");
        assertThat(session.path("modalities").toString()).isEqualTo("[\"audio\",\"text\"]");
        assertThat(session.path("input_audio_format").asText()).isEqualTo("pcm16");
        assertThat(session.has("audio")).isFalse();
        JsonNode done = beta.get(beta.size() - 1).path("response");
        assertThat(done.at("/output/0/content/0/type").asText()).isEqualTo("audio");
        assertThat(done.path("output_audio_format").asText()).isEqualTo("pcm16");
    }

    @Test
    void shouldNameFieldsAsTheOlderDialectDoesInErrors() {
        MachineCase call = MachineCase.open();
        call.client("{'type':'session.update','session':{'type':'realtime','audio':{'output':{'speed':9}}}}");

        ObjectNode beta = BetaDialect.toBeta((ObjectNode) call.last("error")).orElseThrow();

        assertThat(beta.at("/error/param").asText()).isEqualTo("session.speed");
        assertThat(beta.at("/error/message").asText()).startsWith("Invalid 'session.speed'");
    }
}
