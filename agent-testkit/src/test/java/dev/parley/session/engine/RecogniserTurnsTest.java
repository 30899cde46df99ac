package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.UserState;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnDetector;
import dev.parley.turn.TurnOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Turns that end where the recogniser says so (LiveKit Agents' {@code START_OF_SPEECH} and {@code END_OF_SPEECH}). */
class RecogniserTurnsTest {
    private static Instant at(double time) {
        return Instant.EPOCH.plus(seconds(time));
    }

    private static BareSession session(TurnOptions turns) {
        BareSession session =
                new BareSession(SessionOptions.standard().withTurns(turns), new AgentProfile("agent", "", List.of()));
        session.feed(new Stimulus.Started());
        return session;
    }

    private static BareSession session(TurnDetection detection) {
        return session(SessionOptions.standard().turns().withDetection(detection));
    }

    private static List<Instant> turnsOf(BareSession session) {
        return session.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(SessionEvent.UserTurnCommitted::at)
                .toList();
    }

    @Test
    void shouldWaitForTheRecognisersEndThoughWordsAreFinal() {
        BareSession session = session(TurnDetection.STT);
        session.feedAt(0.5, new Stimulus.RecogniserHeardStart(at(0.4)));
        session.feedAt(1, new Stimulus.FinalHeard("I would like"));
        session.feedAt(4, new Stimulus.FinalHeard("two breads"));
        session.feedAt(4.2, new Stimulus.RecogniserHeardEnd(at(4)));
        session.runFor(10);

        assertThat(turnsOf(session)).containsExactly(at(4.5));
        assertThat(session.state().chat().messages().get(0).metrics().startedSpeakingAt())
                .contains(at(0.4));
        assertThat(session.state().chat().messages().get(0).metrics().stoppedSpeakingAt())
                .contains(at(4));
        assertThat(session.events(SessionEvent.UserStateChanged.class))
                .extracting(SessionEvent.UserStateChanged::newState)
                .startsWith(UserState.SPEAKING, UserState.LISTENING);
    }

    @Test
    void shouldTakeTheRecognisersWordForTheDetectorsOfVoice() {
        BareSession session = session(TurnDetection.STT);
        session.feedAt(0.5, new Stimulus.SpeechStarted(at(0.4)));
        session.feedAt(0.6, new Stimulus.RecogniserHeardStart(at(0.4)));
        session.feedAt(1, new Stimulus.FinalHeard("I would like"));
        session.feedAt(1.5, new Stimulus.SpeechEnded(at(1)));
        session.feedAt(5, new Stimulus.RecogniserHeardEnd(at(5)));
        session.runFor(10);

        assertThat(turnsOf(session)).containsExactly(at(5.5));
    }

    @Test
    void shouldGoOnWithATurnWhoseCallerIsHeardAgain() {
        BareSession session = session(TurnDetection.STT);
        session.feedAt(0.5, new Stimulus.RecogniserHeardStart(at(0.5)));
        session.feedAt(1, new Stimulus.FinalHeard("I would like"));
        session.feedAt(1.2, new Stimulus.RecogniserHeardEnd(at(1.2)));
        session.feedAt(1.5, new Stimulus.RecogniserHeardStart(at(1.5)));
        session.feedAt(3, new Stimulus.FinalHeard("two breads"));
        session.feedAt(3, new Stimulus.RecogniserHeardEnd(at(3)));
        session.runFor(10);

        assertThat(turnsOf(session)).containsExactly(at(3.5));
        assertThat(session.events(SessionEvent.UserTurnCommitted.class).get(0).transcript())
                .isEqualTo("I would like two breads");
    }

    @Test
    void shouldTakeTheDetectorsWordOnceTheRecogniserNoLongerEndsTurns() {
        BareSession session = session(TurnDetection.STT);
        session.feedAt(0.5, new Stimulus.SpeechStarted(at(0.4)));
        session.feedAt(0.6, new Stimulus.RecogniserHeardStart(at(0.4)));
        session.feedAt(1, new Stimulus.FinalHeard("two breads"));
        session.feedAt(
                1.2, new Stimulus.TurnsUpdated(SessionOptions.standard().turns().withDetection(TurnDetection.VAD)));
        session.feedAt(3, new Stimulus.SpeechEnded(at(3)));
        session.feedAt(20, new Stimulus.SpeechStarted(at(20)));
        session.feedAt(21, new Stimulus.RecogniserHeardEnd(at(21)));
        session.runFor(30);

        assertThat(turnsOf(session)).containsExactly(at(3.5));
        assertThat(session.events(SessionEvent.UserStateChanged.class))
                .extracting(SessionEvent.UserStateChanged::newState)
                .as("of the second time only the detector tells")
                .endsWith(UserState.SPEAKING);
    }

    @Test
    void shouldNotListenToTheRecogniserWhereTheDetectorOfVoiceEndsTurns() {
        BareSession session = session(TurnDetection.VAD);
        session.feedAt(0.5, new Stimulus.SpeechStarted(at(0.5)));
        session.feedAt(0.6, new Stimulus.RecogniserHeardStart(at(0.5)));
        session.feedAt(1, new Stimulus.FinalHeard("two breads"));
        session.feedAt(1.5, new Stimulus.SpeechEnded(at(1.2)));
        session.runFor(10);

        assertThat(turnsOf(session)).containsExactly(at(1.7));
    }

    @Test
    void shouldMeasureWhatATurnDetectorSays() {
        TurnDetector detector = new TurnDetector() {
            @Override
            public String name() {
                return "livekit/turn-detector";
            }

            @Override
            public OptionalDouble unlikelyThreshold(Optional<String> language) {
                return OptionalDouble.of(0.4);
            }

            @Override
            public CompletionStage<Double> predictEndOfTurn(ChatContext context) {
                return new CompletableFuture<>();
            }
        };
        BareSession session = session(SessionOptions.standard().turns().withDetector(detector));
        session.feedAt(0.5, new Stimulus.SpeechStarted(at(0.5)));
        session.feedAt(2.3, new Stimulus.SpeechEnded(at(2)));
        session.feedAt(2.5, new Stimulus.FinalHeard("two breads and"));
        session.clock.at(
                at(2.6),
                () -> session.feed(new Stimulus.EndOfTurnPredicted(
                        session.effects.stream()
                                .filter(Effect.PredictEndOfTurn.class::isInstance)
                                .map(effect -> ((Effect.PredictEndOfTurn) effect).predictionId())
                                .findFirst()
                                .orElseThrow(),
                        Stimulus.Prediction.of(detector, 0.2, 0.4))));
        session.runFor(10);

        assertThat(session.events(SessionEvent.AgentMetricsCollected.class))
                .extracting(SessionEvent.AgentMetricsCollected::metrics)
                .filteredOn(AgentMetrics.EotInferenceMetrics.class::isInstance)
                .containsExactly(new AgentMetrics.EotInferenceMetrics(
                        ModelLabel.of("livekit/turn-detector"),
                        seconds(0.1),
                        Optional.of(seconds(0.6)),
                        0.2,
                        0.4,
                        SessionOptions.standard().turns().endpointing().maxDelay(),
                        Optional.empty()));
    }
}
