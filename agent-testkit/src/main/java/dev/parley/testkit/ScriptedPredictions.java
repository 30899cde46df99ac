package dev.parley.testkit;

import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Stimulus.Prediction;
import dev.parley.turn.TurnDetector;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;

/** A scripted call's turn detector: it is asked for real, and its answer comes after the time that the script gives it. */
final class ScriptedPredictions {
    private final ScriptedCall call;
    private final VirtualClock clock;
    private final Duration takes;

    ScriptedPredictions(ScriptedCall call, VirtualClock clock, Duration takes) {
        this.call = call;
        this.clock = clock;
        this.takes = takes;
    }

    void ask(Effect.PredictEndOfTurn question) {
        Prediction prediction = prediction(question.detector(), question);
        clock.after(takes, () -> call.feed(new Stimulus.EndOfTurnPredicted(question.predictionId(), prediction)));
    }

    private static Prediction prediction(TurnDetector detector, Effect.PredictEndOfTurn question) {
        OptionalDouble threshold = detector.unlikelyThreshold(question.language());
        if (threshold.isEmpty()) {
            return new Prediction.NotSupported();
        }
        try {
            double probability = detector.predictEndOfTurn(question.context())
                    .toCompletableFuture()
                    .join();
            return new Prediction.Predicted(probability, threshold.getAsDouble());
        } catch (CompletionException failed) {
            return new Prediction.Failed(String.valueOf(failed.getCause()));
        }
    }
}
