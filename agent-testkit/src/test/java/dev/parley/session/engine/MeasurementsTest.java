package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.metrics.ModelUsage;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the time of a turn went, on its messages and as events. */
class MeasurementsTest {
    private static final ModelLabel MODEL = ModelLabel.of("openai/gpt-4o");

    private static Instant at(double time) {
        return Instant.EPOCH.plus(seconds(time));
    }

    private static List<ChatMessage> userMessages(CallRecording call) {
        return call.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.USER)
                .toList();
    }

    @Test // case 1
    void shouldMeasureTheMessagesOfATurn() {
        CallRecording call = greeting().run();

        assertThat(userMessages(call).get(0).metrics())
                .isEqualTo(MessageMetrics.ofUser(
                        Optional.of(at(0.5)),
                        Optional.of(at(2.5)),
                        Optional.of(seconds(0.2)),
                        Optional.of(seconds(0.5))));
        assertThat(assistantMessages(call).get(0).metrics())
                .isEqualTo(new MessageMetrics(
                        Optional.of(at(3.2)),
                        Optional.of(at(5.2)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(seconds(0.1)),
                        Optional.of(seconds(0.3)),
                        Optional.of(seconds(0.2)),
                        Optional.of(seconds(0.7))));
    }

    @Test // case 1
    void shouldTellTheEndOfTheTurn() {
        CallRecording call = greeting().run();

        assertThat(call.events(SessionEvent.AgentMetricsCollected.class))
                .extracting(SessionEvent.AgentMetricsCollected::metrics)
                .singleElement()
                .isInstanceOfSatisfying(AgentMetrics.EouMetrics.class, eou -> {
                    assertThat(eou.endOfUtteranceDelay()).contains(seconds(0.5));
                    assertThat(eou.transcriptionDelay()).contains(seconds(0.2));
                    assertThat(eou.speechId())
                            .isEqualTo(call.events(SessionEvent.SpeechCreated.class)
                                    .get(0)
                                    .speechId());
                });
    }

    /** A transcript of speech that no detector heard: the last known end of speech is that of the turn before. */
    @Test // case 44
    void shouldMeasureNothingByAnEndOfSpeechFromBeforeTheTurn() {
        SessionState state = running();
        state = after(state, 0.5, new Stimulus.SpeechStarted(at(0.5)));
        state = after(state, 2.5, new Stimulus.SpeechEnded(at(2.5)));
        state = after(state, 2.7, new Stimulus.FinalHeard("hello"));
        state = after(state, 3.0, new Stimulus.TimerFired(Timer.END_OF_TURN));
        state = after(state, 223.0, new Stimulus.FinalHeard("and another thing"));
        state = after(state, 223.5, new Stimulus.TimerFired(Timer.END_OF_TURN));

        List<MessageMetrics> measured = state.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.USER)
                .map(ChatMessage::metrics)
                .toList();
        assertThat(measured).hasSize(2);
        assertThat(measured.get(0).endOfTurnDelay()).contains(seconds(0.5));
        assertThat(measured.get(1)).isEqualTo(MessageMetrics.none());
    }

    @Test // case 44
    void shouldMeasureFromASpeechThatEndsWhereItBegan() {
        SessionState state = running();
        state = after(state, 2.5, new Stimulus.SpeechStarted(at(2.5)));
        state = after(state, 2.5, new Stimulus.FinalHeard("hi"));
        state = after(state, 2.5, new Stimulus.SpeechEnded(at(2.5)));
        state = after(state, 3.0, new Stimulus.TimerFired(Timer.END_OF_TURN));

        assertThat(state.chat().messages().get(0).metrics())
                .isEqualTo(MessageMetrics.ofUser(
                        Optional.of(at(2.5)),
                        Optional.of(at(2.5)),
                        Optional.of(Duration.ZERO),
                        Optional.of(seconds(0.5))));
    }

    @Test
    void shouldNotMeasureWhatWasTyped() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "hello")
                .modelAnswers("hello", ScriptedReply.of("Good day."))
                .run();

        assertThat(userMessages(call).get(0).metrics()).isEqualTo(MessageMetrics.none());
        assertThat(assistantMessages(call).get(0).metrics().e2eLatency()).isEmpty();
        assertThat(assistantMessages(call).get(0).metrics().llmNodeTtft()).contains(seconds(0.1));
    }

    @Test
    void shouldSumUpWhatEachModelWasUsedFor() {
        SessionEngine engine = new SessionEngine("s", SessionOptions.standard());
        AgentMetrics llm =
                new AgentMetrics.LlmMetrics(MODEL, "answer_1", seconds(1), Optional.of(seconds(0.1)), false, 100, 20);
        AgentMetrics tts = new AgentMetrics.TtsMetrics(
                ModelLabel.of("voice"), "speech_1", seconds(1), Optional.empty(), seconds(3), true, 40);
        AgentMetrics vad = new AgentMetrics.VadMetrics(ModelLabel.of("vad"), seconds(0.1), 30);

        Step first = engine.on(running(), Instant.EPOCH, new Stimulus.ModelMeasured(llm));
        Step second = engine.on(first.state(), Instant.EPOCH, new Stimulus.ModelMeasured(tts));
        Step third = engine.on(second.state(), Instant.EPOCH, new Stimulus.ModelMeasured(llm));
        Step fourth = engine.on(third.state(), Instant.EPOCH, new Stimulus.ModelMeasured(vad));

        SessionUsage usage = new SessionUsage(List.of(
                new ModelUsage.LlmUsage(MODEL, 200, 40),
                new ModelUsage.TtsUsage(ModelLabel.of("voice"), 40, seconds(3))));
        assertThat(fourth.state().usage()).isEqualTo(usage);
        assertThat(third.effects())
                .containsExactly(
                        new Effect.Emit(new SessionEvent.AgentMetricsCollected(Instant.EPOCH, llm)),
                        new Effect.Emit(new SessionEvent.SessionUsageUpdated(Instant.EPOCH, usage)));
        assertThat(fourth.effects())
                .containsExactly(new Effect.Emit(new SessionEvent.AgentMetricsCollected(Instant.EPOCH, vad)));
        assertThat(MODEL).isEqualTo(new ModelLabel("openai", "gpt-4o")).hasToString("openai/gpt-4o");
    }

    private static SessionState running() {
        SessionState fresh = SessionState.initial(new AgentProfile("agent", "", List.of()));
        return after(fresh, 0, new Stimulus.Started());
    }

    private static SessionState after(SessionState state, double time, Stimulus stimulus) {
        return new SessionEngine("s", SessionOptions.standard())
                .on(state, at(time), stimulus)
                .state();
    }
}
