package dev.parley.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.AudioContent;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.metrics.ModelUsage;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void shouldHaveAFormForEveryEvent() {
        assertThat(EventJson.known()).containsExactlyInAnyOrder(SessionEvent.class.getPermittedSubclasses());
    }

    @Test
    void shouldTellWhatAModelDidUnderLiveKitsNames() throws Exception {
        ModelLabel model = ModelLabel.of("openai/gpt-4o");

        JsonNode measured = EventJson.of(new SessionEvent.AgentMetricsCollected(
                AT,
                new AgentMetrics.LlmMetrics(
                        model, "answer_1", Duration.ofMillis(300), Optional.empty(), false, 10, 5)));
        JsonNode used = EventJson.of(new SessionEvent.SessionUsageUpdated(
                AT, new SessionUsage(List.of(new ModelUsage.LlmUsage(model, 10, 5)))));

        assertThat(new ObjectMapper().readTree(measured.path("metrics").toString()))
                .isEqualTo(new ObjectMapper().readTree("""
                {"type":"llm_metrics","provider":"openai","model":"gpt-4o","request_id":"answer_1","duration_ms":300,
                 "cancelled":false,"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"""));
        assertThat(new ObjectMapper()
                        .readTree(used.path("usage").path("model_usage").toString()))
                .isEqualTo(new ObjectMapper().readTree("""
                [{"type":"llm_usage","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}]"""));
    }

    @Test
    void shouldPutWhatWasMeasuredOnTheMessage() {
        ChatMessage message = ChatMessage.of("m", ChatRole.USER, "hi", AT);

        JsonNode plain = EventJson.of(new SessionEvent.ConversationItemAdded(AT, message));
        JsonNode measured = EventJson.of(new SessionEvent.ConversationItemAdded(
                AT,
                message.withMetrics(MessageMetrics.ofUser(
                        Optional.of(AT),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofMillis(20))))));

        assertThat(plain.path("item").has("metrics")).isFalse();
        assertThat(measured.path("item").path("metrics").toString())
                .isEqualTo("{\"started_speaking_at\":\"2026-01-02T03:04:05.678Z\",\"end_of_turn_delay_ms\":500,"
                        + "\"on_user_turn_completed_delay_ms\":20}");
    }

    @Test
    void shouldTellWhoMadeAMessage() {
        MessageMetrics metrics = MessageMetrics.none()
                .withModels(
                        Optional.empty(),
                        Optional.of(ModelLabel.of("openai/gpt-4o")),
                        Optional.of(ModelLabel.of("kevin16")));

        JsonNode json = EventJson.of(new SessionEvent.ConversationItemAdded(
                AT, ChatMessage.of("m", ChatRole.ASSISTANT, "hi", AT).withMetrics(metrics)));

        assertThat(json.path("item").path("metrics").toString())
                .isEqualTo("{\"llm_metadata\":{\"model_name\":\"gpt-4o\",\"model_provider\":\"openai\"},"
                        + "\"tts_metadata\":{\"model_name\":\"kevin16\",\"model_provider\":\"kevin16\"}}");
    }

    @Test
    void shouldTellWhatIsSaidInAVoiceMessage() {
        AudioContent voice = AudioContent.of(AudioFrame.silence(Duration.ofMillis(20), AudioFormat.TELEPHONE))
                .withTranscript("Two breads.");

        JsonNode json = EventJson.of(
                new SessionEvent.ConversationItemAdded(AT, ChatMessage.of("m", ChatRole.USER, List.of(voice), AT)));

        assertThat(json.path("item").path("text").asText()).isEqualTo("Two breads.");
    }

    @Test
    void shouldTellProvidersRequestsOnlyWhereTheyAreKnown() {
        JsonNode json = EventJson.of(new SessionEvent.AgentMetricsCollected(
                AT,
                new AgentMetrics.SttMetrics(ModelLabel.of("m"), Duration.ZERO, Duration.ZERO, true, List.of("req-1"))));

        assertThat(json.path("metrics").path("provider_request_ids").toString()).isEqualTo("[\"req-1\"]");
        assertThat(EventJson.of(new SessionEvent.AgentMetricsCollected(
                                AT, measurements().get(0)))
                        .path("metrics")
                        .has("provider_request_ids"))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("measurements")
    void shouldHaveAFormForEveryMeasurement(AgentMetrics metrics) {
        JsonNode json = EventJson.of(new SessionEvent.AgentMetricsCollected(AT, metrics));

        assertThat(json.path("metrics").path("type").asText()).endsWith("_metrics");
    }

    static List<AgentMetrics> measurements() {
        ModelLabel model = ModelLabel.of("m");
        List<AgentMetrics> all = List.of(
                new AgentMetrics.SttMetrics(model, Duration.ZERO, Duration.ZERO, true),
                new AgentMetrics.LlmMetrics(model, "a", Duration.ZERO, Optional.empty(), true, 0, 0),
                new AgentMetrics.TtsMetrics(model, "s", Duration.ZERO, Optional.empty(), Duration.ZERO, true, 0),
                new AgentMetrics.RealtimeModelMetrics(
                        model,
                        "a",
                        Duration.ZERO,
                        Optional.empty(),
                        true,
                        new AgentMetrics.TokenDetails(3, 1, 2, 0),
                        1,
                        new AgentMetrics.TokenDetails(5, 1, 4, 0)),
                new AgentMetrics.VadMetrics(model, Duration.ZERO, 0),
                new AgentMetrics.EouMetrics("s", Optional.empty(), Optional.empty(), Optional.empty()),
                new AgentMetrics.EotInferenceMetrics(
                        model, Duration.ZERO, Optional.empty(), 0.5, 0.4, Duration.ZERO, Optional.of("en")));
        assertThat(all.stream().<Object>map(Object::getClass).toList())
                .containsExactlyInAnyOrder((Object[]) AgentMetrics.class.getPermittedSubclasses());
        return all;
    }

    @Test
    void shouldOmitPartsThatDidNotTakePlace() throws Exception {
        TurnMetrics metrics = new TurnMetrics(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(120)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(640)));

        JsonNode json = EventJson.of(new SessionEvent.MetricsCollected(AT, "s1", metrics));

        assertThat(new ObjectMapper().readTree(json.toString())).isEqualTo(new ObjectMapper().readTree("""
                {"type":"metrics_collected","at":"2026-01-02T03:04:05.678Z","speech_id":"s1",
                 "metrics":{"time_to_first_token_ms":120,"end_to_end_ms":640}}"""));
    }
}
