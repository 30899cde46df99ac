package dev.parley.testkit;

import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Stimulus.Prediction;
import dev.parley.turn.TurnDetector;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** A scripted call's turn detector: it is asked for real, and its answer comes after the time that the script gives it. */
final class ScriptedPredictions {
    private final ScriptedCall call;
    private final VirtualClock clock;
    private final Duration takes;
    private Optional<VirtualClock.Action> asked = Optional.empty();

    ScriptedPredictions(ScriptedCall call, VirtualClock clock, Duration takes) {
        this.call = call;
        this.clock = clock;
        this.takes = takes;
    }

    void ask(Effect.PredictEndOfTurn question) {
        cancel();
        Prediction prediction = prediction(question.detector(), question);
        asked = Optional.of(clock.after(
                takes, () -> call.feed(new Stimulus.EndOfTurnPredicted(question.predictionId(), prediction))));
    }

    void cancel() {
        asked.ifPresent(VirtualClock.Action::cancel);
    }

    private static Prediction prediction(TurnDetector detector, Effect.PredictEndOfTurn question) {
        try {
            OptionalDouble threshold = detector.unlikelyThreshold(question.language());
            if (threshold.isEmpty()) {
                return new Prediction.NotSupported();
            }
            double probability = detector.predictEndOfTurn(question.context())
                    .toCompletableFuture()
                    .join();
            return Prediction.of(detector, probability, threshold.getAsDouble());
        } catch (RuntimeException failed) {
            Throwable why = Objects.requireNonNullElse(failed.getCause(), failed); // a future's failure is in another
            return Prediction.failed(detector, String.valueOf(why.getMessage()));
        }
    }
}
