package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.metrics.ModelUsage;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.stt.Transcript;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                                Optional.of(seconds(0.5)),
                                Optional.empty())
                        .withTranscriptConfidence(Optional.of(1.0)));
        assertThat(assistantMessages(call).get(0).metrics())
                .isEqualTo(new MessageMetrics(
                        Optional.of(at(3.2)),
                        Optional.of(at(5.2)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(seconds(0.1)),
                        Optional.empty(),
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
        assertThat(measured.get(1)).isEqualTo(MessageMetrics.none().withTranscriptConfidence(Optional.of(1.0)));
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
                                Optional.of(seconds(0.5)),
                                Optional.empty())
                        .withTranscriptConfidence(Optional.of(1.0)));
    }

    /** Each part is a difference of two of the call's own times, whatever they are. */
    @ParameterizedTest // cases 1, 44
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldMeasureEachPartOfATurnAsItsRuleSays(long seed) {
        Delays d = new Delays(seed);
        double completes = d.between(0.01, 2);
        Agent agent = new CompletingAgent();
        CallRecording call = d.call()
                .agent(agent)
                .userTurnCompletionTakes(seconds(completes))
                .run();

        MessageMetrics user = userMessages(call).get(0).metrics();
        assertThat(user.startedSpeakingAt()).contains(at(0.5));
        assertThat(user.stoppedSpeakingAt()).contains(at(d.spoken));
        assertThat(user.transcriptionDelay()).hasValueSatisfying(time -> Cases.assertClose(time, d.stt));
        assertThat(user.endOfTurnDelay()).hasValueSatisfying(time -> Cases.assertClose(time, d.turn() - d.spoken));
        assertThat(user.onUserTurnCompletedDelay()).hasValueSatisfying(time -> Cases.assertClose(time, completes));
        MessageMetrics answer = assistantMessages(call).get(0).metrics();
        assertThat(answer.llmNodeTtft()).hasValueSatisfying(time -> Cases.assertClose(time, d.model / 2));
        assertThat(answer.llmNodeTtfs()).hasValueSatisfying(time -> Cases.assertClose(time, d.model));
        assertThat(answer.ttsNodeTtfb()).hasValueSatisfying(time -> Cases.assertClose(time, d.voice));
        assertThat(answer.e2eLatency())
                .hasValueSatisfying(time -> Cases.assertClose(time, d.speaks() + completes - d.spoken));
        assertThat(call.events(SessionEvent.AgentMetricsCollected.class))
                .extracting(SessionEvent.AgentMetricsCollected::metrics)
                .filteredOn(AgentMetrics.EouMetrics.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(AgentMetrics.EouMetrics.class, eou -> {
                    assertThat(eou.onUserTurnCompletedDelay()).isEqualTo(user.onUserTurnCompletedDelay());
                    assertThat(eou.endOfUtteranceDelay()).isEqualTo(user.endOfTurnDelay());
                    assertThat(eou.transcriptionDelay()).isEqualTo(user.transcriptionDelay());
                });
    }

    /** Looks at each turn and leaves it as it is. */
    private static final class CompletingAgent extends Agent {
        CompletingAgent() {
            super(AgentSpec.instructions("Tell stories."));
        }

        @Override
        public void onUserTurnCompleted(TurnContext turn, ChatMessage message) {}
    }

    /** An end of speech counts for a turn only if the turn began before it: whatever lies between two turns. */
    @ParameterizedTest // case 44
    @MethodSource("dev.parley.session.engine.TimedRulesTest#seeds")
    void shouldTakeNoEndOfSpeechThatIsOlderThanTheTurn(long seed) {
        Delays d = new Delays(seed);
        double later = d.spoken + 0.5 + d.between(0.1, 300);
        boolean spoken = seed % 2 == 0;
        SessionState state = running();
        state = after(state, 0.5, new Stimulus.SpeechStarted(at(0.5)));
        state = after(state, d.spoken, new Stimulus.SpeechEnded(at(d.spoken)));
        state = after(state, d.spoken + 0.1, new Stimulus.FinalHeard("hello"));
        state = after(state, d.spoken + 0.5, new Stimulus.TimerFired(Timer.END_OF_TURN));
        if (spoken) {
            state = after(state, later, new Stimulus.SpeechStarted(at(later)));
            state = after(state, later + d.audio, new Stimulus.SpeechEnded(at(later + d.audio)));
        }
        state = after(state, later + d.audio + d.stt, new Stimulus.FinalHeard("and another thing"));
        state = after(state, later + d.audio + d.stt + 0.5, new Stimulus.TimerFired(Timer.END_OF_TURN));

        MessageMetrics second = state.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.USER)
                .toList()
                .get(1)
                .metrics();
        assertThat(second.startedSpeakingAt()).isEqualTo(spoken ? Optional.of(at(later)) : Optional.empty());
        assertThat(second.transcriptionDelay().isPresent()).isEqualTo(spoken);
        assertThat(second.endOfTurnDelay().isPresent()).isEqualTo(spoken);
        if (spoken) {
            assertThat(second.stoppedSpeakingAt()).contains(at(later + d.audio));
            Cases.assertClose(second.transcriptionDelay().orElseThrow(), d.stt);
        }
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

    @Test
    void shouldTellHowSureTheRecogniserWasAndByWhichRequests() {
        SessionState state = running();
        state = after(state, 0.5, new Stimulus.SpeechStarted(at(0.5)));
        state = after(state, 1, new Stimulus.FinalHeard(new Transcript("hello", 0.5).withRequestId("req-1")));
        state = after(state, 2, new Stimulus.FinalHeard(new Transcript("there", 1).withRequestId("req-1")));
        state = after(state, 2.5, new Stimulus.SpeechEnded(at(2.5)));
        state = after(state, 3, new Stimulus.TimerFired(Timer.END_OF_TURN));

        MessageMetrics user = state.chat().messages().get(0).metrics();
        assertThat(user.transcriptConfidence()).contains(0.75);
        assertThat(user.providerRequestIds()).containsExactly("req-1");
        assertThat(state.user().recognised().confidence()).as("the next turn's").isEmpty();
    }

    @Test
    void shouldTellWhichRequestsAnAnswerCameFromAndHowLongItsFirstAudioWaited() {
        BareSession session = new BareSession(SessionOptions.standard(), new AgentProfile("agent", "", List.of()));
        session.feed(new Stimulus.Started());
        session.feed(new Stimulus.TextTyped("hello"));
        String answer = session.effects.stream()
                .filter(Effect.Generate.class::isInstance)
                .map(effect -> ((Effect.Generate) effect).answerId())
                .findFirst()
                .orElseThrow();
        session.feed(new Stimulus.AnswerServed(answer, MODEL));
        session.feed(new Stimulus.AnswerIdentified(answer, "req-1"));
        session.feed(new Stimulus.SentenceReady(answer, "Good day."));
        session.feed(new Stimulus.AnswerEnded(answer));
        Utterance utterance = session.effects.stream()
                .filter(Effect.Speak.class::isInstance)
                .map(effect -> ((Effect.Speak) effect).utterance())
                .findFirst()
                .orElseThrow();
        session.feedAt(
                1, new Stimulus.VoiceBegun(utterance.speechId(), Optional.of("voice-1"), ModelLabel.of("one/a")));
        session.feedAt(
                1.2, new Stimulus.VoiceBegun(utterance.speechId(), Optional.of("voice-2"), ModelLabel.of("two/b")));
        session.feedAt(1.5, new Stimulus.PlaybackStarted(utterance));
        session.feedAt(3, new Stimulus.PlaybackFinished(utterance, "Good day.", seconds(1.5), false));
        session.runFor(4);

        MessageMetrics metrics = session.state().chat().messages().get(1).metrics();
        assertThat(metrics.providerRequestIds()).containsExactly("req-1", "voice-1", "voice-2");
        assertThat(metrics.playbackLatency()).contains(seconds(0.5));
        assertThat(metrics.llmModel()).contains(MODEL);
        assertThat(metrics.ttsModel()).contains(ModelLabel.of("two/b"));
        assertThat(metrics.sttModel()).isEmpty();
    }

    @Test // stt_metadata of a message's metrics
    void shouldTellWhoRecognisedATurn() {
        ModelLabel recogniser = ModelLabel.of("deepgram/nova-3");
        SessionState state = running();
        state = after(state, 0.5, new Stimulus.SpeechStarted(at(0.5)));
        state = after(state, 2.5, new Stimulus.SpeechEnded(at(2.5)));
        state = after(state, 2.7, Stimulus.FinalHeard.by(recogniser, new Transcript("hello", 1)));
        state = after(state, 3.0, new Stimulus.TimerFired(Timer.END_OF_TURN));

        assertThat(state.chat().messages().get(0).metrics().sttModel()).contains(recogniser);
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
