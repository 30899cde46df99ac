package dev.parley.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionEvent.SpeechSource;
import dev.parley.session.UserState;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionSpansTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ModelLabel MODEL = ModelLabel.of("openai/gpt-4o");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    private static Instant at(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }

    private List<SpanData> spansOf(boolean words, List<SessionEvent> events) {
        SessionSpans spans = new SessionSpans("call-1", provider.get("test"), Context.root(), words);
        events.forEach(spans);
        return exporter.getFinishedSpanItems();
    }

    /** From when to when, in seconds, the caller's turns were, of a call with these events in between. */
    private List<List<Double>> userTurns(SessionEvent... events) {
        List<SessionEvent> call = new ArrayList<>();
        call.add(new SessionEvent.SessionStarted(at(0), "call-1", "waiter"));
        call.addAll(List.of(events));
        call.add(new SessionEvent.SessionClosed(at(7), CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        return spansOf(false, call).stream()
                .filter(span -> span.getName().equals("user_turn"))
                .map(SessionSpansTest::seconds)
                .toList();
    }

    private static List<SessionEvent> turnWithTool() {
        FunctionCall call = new FunctionCall("i1", "c1", "price", "{\"product\":\"pizza\"}", at(3.3));
        FunctionCallOutput output = new FunctionCallOutput("i2", "c1", "price", "ten", false, at(4));
        return List.of(
                new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                new SessionEvent.UserTurnCommitted(at(3), "how much is the pizza"),
                new SessionEvent.AgentMetricsCollected(
                        at(3),
                        new AgentMetrics.EouMetrics(
                                "speech_1",
                                Optional.of(Duration.ofMillis(500)),
                                Optional.of(Duration.ofMillis(200)),
                                Optional.empty())),
                new SessionEvent.SpeechCreated(at(3), "speech_1", false, SpeechSource.GENERATE_REPLY),
                new SessionEvent.ToolCallStarted(at(3.3), call),
                new SessionEvent.AgentMetricsCollected(
                        at(3.3),
                        new AgentMetrics.LlmMetrics(
                                MODEL,
                                "answer_1",
                                Duration.ofMillis(300),
                                Optional.of(Duration.ofMillis(100)),
                                false,
                                10,
                                5)),
                new SessionEvent.FunctionToolsExecuted(at(4), List.of(call), List.of(output)),
                new SessionEvent.AgentStateChanged(at(4.5), AgentState.THINKING, AgentState.SPEAKING),
                new SessionEvent.AgentMetricsCollected(
                        at(4.6),
                        new AgentMetrics.TtsMetrics(
                                ModelLabel.of("kevin"),
                                "speech_1",
                                Duration.ofMillis(400),
                                Optional.of(Duration.ofMillis(300)),
                                Duration.ofSeconds(1),
                                false,
                                9)),
                new SessionEvent.ErrorOccurred(at(5), "tts", "once more", true),
                new SessionEvent.AgentStateChanged(at(5.5), AgentState.SPEAKING, AgentState.LISTENING),
                new SessionEvent.SpeechFinished(at(5.5), "speech_1", "It costs ten.", Duration.ofSeconds(1), false),
                new SessionEvent.SessionClosed(at(6), CloseReason.of(CloseReason.Kind.USER_INITIATED)));
    }

    @Test
    void shouldNestASessionsSpansAsLiveKitNamesThem() {
        List<SpanData> spans = spansOf(false, turnWithTool());

        assertThat(tree(spans))
                .containsExactlyInAnyOrder(
                        "- > agent_session",
                        "agent_session > session_start",
                        "session_start > start_agent_activity",
                        "start_agent_activity > on_enter",
                        "agent_session > user_turn",
                        "user_turn > user_speaking",
                        "user_turn > eou_wait",
                        "agent_session > agent_turn",
                        "agent_turn > llm_node",
                        "llm_node > llm_request",
                        "agent_turn > function_tool",
                        "agent_turn > tts_node",
                        "tts_node > tts_stream_adapter",
                        "tts_stream_adapter > tts_request",
                        "agent_turn > agent_speaking",
                        "agent_session > session_close");
    }

    /** Which span is in which. */
    private static List<String> tree(List<SpanData> spans) {
        Map<String, String> names = spans.stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
        return spans.stream()
                .map(span -> names.getOrDefault(span.getParentSpanId(), "-") + " > " + span.getName())
                .toList();
    }

    @Test // LiveKit Agents' llm and tts FallbackAdapter, tts StreamAdapter
    void shouldTellWhichOfAGroupServed() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                        new SessionEvent.SpeechCreated(at(3), "speech_1", false, SpeechSource.GENERATE_REPLY),
                        new SessionEvent.AgentMetricsCollected(
                                at(3.3),
                                new AgentMetrics.LlmMetrics(
                                        MODEL,
                                        "answer_1",
                                        Duration.ofMillis(300),
                                        Optional.empty(),
                                        false,
                                        10,
                                        5,
                                        List.of(),
                                        Optional.of(2))),
                        new SessionEvent.AgentMetricsCollected(at(4.6), spoken(true)),
                        new SessionEvent.AgentMetricsCollected(at(5.6), spoken(false)),
                        new SessionEvent.SessionClosed(at(6), CloseReason.of(CloseReason.Kind.USER_INITIATED))));

        assertThat(tree(spans))
                .filteredOn(nested -> nested.contains("llm") || nested.contains("tts"))
                .containsExactlyInAnyOrder(
                        "agent_turn > llm_node",
                        "llm_node > llm_fallback_adapter",
                        "llm_fallback_adapter > llm_request",
                        "agent_turn > tts_node",
                        "tts_node > tts_fallback_adapter",
                        "tts_fallback_adapter > tts_request",
                        "agent_turn > tts_node",
                        "tts_node > tts_fallback_adapter",
                        "tts_fallback_adapter > tts_stream_adapter",
                        "tts_stream_adapter > tts_request");
        SpanData group = named(spans, "llm_fallback_adapter");
        assertThat(group.getAttributes().get(Attributes.FALLBACK_INDEX)).isEqualTo(2L);
        assertThat(group.getAttributes().get(Attributes.FALLBACK_LABEL)).isEqualTo("openai/gpt-4o");
        assertThat(seconds(group)).containsExactly(3.0, 3.3);
    }

    private static AgentMetrics spoken(boolean streamed) {
        return new AgentMetrics.TtsMetrics(
                ModelLabel.of("kevin"),
                "speech_1",
                Duration.ofMillis(400),
                Optional.empty(),
                Duration.ofSeconds(1),
                false,
                9,
                List.of(),
                streamed,
                Optional.of(0));
    }

    @Test
    void shouldDateSpansBackToWhatTheyTellOf() {
        List<SpanData> spans = spansOf(false, turnWithTool());

        assertThat(seconds(named(spans, "user_speaking"))).containsExactly(0.5, 2.5);
        assertThat(seconds(named(spans, "eou_wait"))).containsExactly(2.5, 3.0);
        assertThat(seconds(named(spans, "llm_request"))).containsExactly(3.0, 3.3);
        assertThat(seconds(named(spans, "tts_request"))).containsExactly(4.2, 4.6);
        assertThat(seconds(named(spans, "function_tool"))).containsExactly(3.3, 4.0);
        assertThat(seconds(named(spans, "agent_session"))).containsExactly(0.0, 6.0);
        assertThat(named(spans, "llm_request").getAttributes().get(Attributes.GEN_AI_PROVIDER))
                .isEqualTo("openai");
        assertThat(named(spans, "llm_request").getAttributes().get(Attributes.GEN_AI_OUTPUT_TOKENS))
                .isEqualTo(5L);
        assertThat(named(spans, "agent_session").getEvents()).hasSize(1);
    }

    @Test
    void shouldTellHowLongTheFirstAgentTakesToEnter() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.AgentStateChanged(at(1), AgentState.INITIALIZING, AgentState.LISTENING),
                        new SessionEvent.SessionStarted(at(2.5), "call-1", "waiter"),
                        new SessionEvent.SessionClosed(at(4), CloseReason.of(CloseReason.Kind.USER_INITIATED))));

        assertThat(seconds(named(spans, "session_start"))).containsExactly(1.0, 2.5);
        assertThat(seconds(named(spans, "on_enter"))).containsExactly(1.0, 2.5);
        assertThat(seconds(named(spans, "agent_session"))).containsExactly(1.0, 4.0);
    }

    @Test
    void shouldEndTheStartOfASessionThatComesToNothing() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.AgentStateChanged(at(1), AgentState.INITIALIZING, AgentState.LISTENING),
                        new SessionEvent.SessionClosed(at(4), new CloseReason(CloseReason.Kind.ERROR, "broken"))));

        assertThat(seconds(named(spans, "session_start"))).containsExactly(1.0, 4.0);
        assertThat(spans).extracting(SpanData::getName).doesNotContain("on_enter");
    }

    @Test
    void shouldTellTheAgentsOwnCodeFromTheWaitForTheTurnsEnd() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                        new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnCommitted(at(3), "hello"),
                        new SessionEvent.AgentMetricsCollected(
                                at(3.4),
                                new AgentMetrics.EouMetrics(
                                        "speech_1",
                                        Optional.of(Duration.ofMillis(500)),
                                        Optional.of(Duration.ofMillis(200)),
                                        Optional.of(Duration.ofMillis(400)))),
                        new SessionEvent.SessionClosed(at(4), CloseReason.of(CloseReason.Kind.USER_INITIATED))));

        assertThat(seconds(named(spans, "eou_wait"))).containsExactly(2.5, 3.0);
        assertThat(seconds(named(spans, "on_user_turn_completed"))).containsExactly(3.0, 3.4);
        assertThat(named(spans, "on_user_turn_completed").getParentSpanId())
                .isEqualTo(named(spans, "user_turn").getSpanId());
    }

    @Test
    void shouldTellWhatTheTurnDetectorSaidWithinTheWaitAndHowTheTurnWasRecognised() {
        MessageMetrics recognised = MessageMetrics.none()
                .withTranscriptConfidence(Optional.of(0.75))
                .withProviderRequestIds(List.of("req-1"));
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                        new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.AgentMetricsCollected(
                                at(2.8),
                                new AgentMetrics.EotInferenceMetrics(
                                        ModelLabel.of("livekit/turn-detector"),
                                        Duration.ofMillis(100),
                                        Optional.of(Duration.ofMillis(300)),
                                        0.2,
                                        0.4,
                                        Duration.ofSeconds(3),
                                        Optional.of("en"))),
                        new SessionEvent.UserTurnCommitted(at(5.5), "hello"),
                        new SessionEvent.ConversationItemAdded(
                                at(5.5),
                                ChatMessage.of("i", ChatRole.USER, "hello", at(5.5))
                                        .withMetrics(recognised)),
                        new SessionEvent.AgentMetricsCollected(
                                at(5.5),
                                new AgentMetrics.EouMetrics(
                                        "speech_1",
                                        Optional.of(Duration.ofSeconds(3)),
                                        Optional.of(Duration.ofMillis(200)),
                                        Optional.empty())),
                        new SessionEvent.SessionClosed(at(6), CloseReason.of(CloseReason.Kind.USER_INITIATED))));

        SpanData detection = named(spans, "eou_detection");
        assertThat(seconds(detection)).containsExactly(2.7, 2.8);
        assertThat(detection.getParentSpanId())
                .isEqualTo(named(spans, "eou_wait").getSpanId());
        assertThat(detection.getAttributes().get(Attributes.EOU_PROBABILITY)).isEqualTo(0.2);
        assertThat(detection.getAttributes().get(Attributes.EOU_DETECTION_DELAY))
                .isEqualTo(0.3);
        assertThat(named(spans, "user_turn").getAttributes().get(Attributes.TRANSCRIPT_CONFIDENCE))
                .isEqualTo(0.75);
        assertThat(named(spans, "user_turn").getAttributes().get(Attributes.REQUEST_IDS))
                .containsExactly("req-1");
    }

    private static SessionEvent predicted(double at) {
        return new SessionEvent.AgentMetricsCollected(
                at(at),
                new AgentMetrics.EotInferenceMetrics(
                        ModelLabel.of("livekit/turn-detector"),
                        Duration.ofMillis(100),
                        Optional.of(Duration.ofMillis(300)),
                        0.2,
                        0.4,
                        Duration.ofSeconds(3),
                        Optional.of("en")));
    }

    private static SessionEvent delays(double at) {
        return new SessionEvent.AgentMetricsCollected(
                at(at),
                new AgentMetrics.EouMetrics(
                        "speech_1",
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofMillis(200)),
                        Optional.empty()));
    }

    @Test
    void shouldEndADroppedTurnWithWhatTheTurnDetectorSaidOfIt() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                        new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                        predicted(2.8),
                        new SessionEvent.UserTurnCommitted(at(3), "hello"),
                        new SessionEvent.UserTurnDropped(at(3.1), "hello", "stopped"),
                        new SessionEvent.UserStateChanged(at(5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(6), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnCommitted(at(6.5), "hello again"),
                        delays(6.5),
                        new SessionEvent.SessionClosed(at(7), CloseReason.of(CloseReason.Kind.USER_INITIATED))));

        List<SpanData> turns = spans.stream()
                .filter(span -> span.getName().equals("user_turn"))
                .toList();
        assertThat(turns.stream().map(SessionSpansTest::seconds)).containsExactly(List.of(0.5, 3.1), List.of(5.0, 6.5));
        assertThat(spans.stream()
                        .filter(span -> span.getName().equals("eou_detection"))
                        .map(SpanData::getParentSpanId))
                .containsExactly(turns.get(0).getSpanId());
    }

    @Test
    void shouldEndTheTurnThatIsNoneSinceItWasSaidOverAProtectedSpeech() {
        assertThat(userTurns(
                        new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnDropped(at(3), "hello", "uninterruptible"),
                        new SessionEvent.UserStateChanged(at(5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(6), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnCommitted(at(6.5), "hello again"),
                        delays(6.5)))
                .containsExactly(List.of(0.5, 3.0), List.of(5.0, 6.5));
    }

    @Test
    void shouldBeginTheTurnOfACallerWhoSpeaksOnWhileTheLastIsDropped() {
        assertThat(userTurns(
                        new SessionEvent.UserStateChanged(at(0.5), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserStateChanged(at(2.5), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnCommitted(at(3), "hello"),
                        new SessionEvent.UserStateChanged(at(4), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.UserTurnDropped(at(5), "hello", "failed"),
                        new SessionEvent.UserStateChanged(at(6), UserState.SPEAKING, UserState.LISTENING),
                        new SessionEvent.UserTurnCommitted(at(6.5), "hello again"),
                        delays(6.5)))
                .containsExactly(List.of(0.5, 5.0), List.of(5.0, 6.5));
    }

    @Test
    void shouldTellNoMoreOfATurnThanTheLastAnswersOfTheTurnDetector() {
        List<SessionEvent> events = new ArrayList<>();
        events.add(new SessionEvent.SessionStarted(at(0), "call-1", "waiter"));
        for (int i = 1; i <= 100; i++) {
            events.add(predicted(i));
        }
        events.add(delays(101));
        events.add(new SessionEvent.SessionClosed(at(102), CloseReason.of(CloseReason.Kind.USER_INITIATED)));

        assertThat(spansOf(false, events).stream()
                        .filter(span -> span.getName().equals("eou_detection"))
                        .map(span -> seconds(span).get(1)))
                .hasSize(64)
                .startsWith(37.0)
                .endsWith(100.0);
    }

    @Test
    void shouldKeepPeoplesWordsToThePiiAttributesAndOutByDefault() {
        List<String> said = List.of("how much is the pizza", "pizza", "ten");

        for (SpanData span : spansOf(false, turnWithTool())) {
            said.forEach(words -> assertThat(span.toString()).doesNotContain(words));
        }
        exporter.reset();
        for (SpanData span : spansOf(true, turnWithTool())) {
            span.getAttributes().forEach((key, value) -> {
                if (said.stream().anyMatch(words -> value.toString().contains(words))) {
                    assertThat(key.getKey()).startsWith("lk.pii.");
                }
            });
        }
        assertThat(named(exporter.getFinishedSpanItems(), "user_turn")
                        .getAttributes()
                        .get(Attributes.PII_TRANSCRIPT))
                .isEqualTo("how much is the pizza");
    }

    @Test
    void shouldEndWhatIsOpenWhenTheSessionFails() {
        List<SpanData> spans = spansOf(
                false,
                List.of(
                        new SessionEvent.SessionStarted(at(0), "call-1", "waiter"),
                        new SessionEvent.UserStateChanged(at(1), UserState.LISTENING, UserState.SPEAKING),
                        new SessionEvent.SpeechCreated(at(1), "speech_1", true, SpeechSource.SAY),
                        new SessionEvent.SessionClosed(at(2), new CloseReason(CloseReason.Kind.ERROR, "broken"))));

        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder(
                        "agent_session",
                        "session_start",
                        "start_agent_activity",
                        "on_enter",
                        "user_turn",
                        "user_speaking",
                        "agent_turn",
                        "session_close");
        assertThat(named(spans, "agent_session").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(named(spans, "session_close").getAttributes().get(Attributes.CLOSE_REASON))
                .isEqualTo("error");
    }

    private static SpanData named(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Double> seconds(SpanData span) {
        long start = TimeUnit.SECONDS.toNanos(START.getEpochSecond());
        return List.of((span.getStartEpochNanos() - start) / 1e9, (span.getEndEpochNanos() - start) / 1e9);
    }
}
