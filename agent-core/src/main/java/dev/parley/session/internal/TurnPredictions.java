package dev.parley.session.internal;

import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Stimulus.Prediction;
import dev.parley.turn.TurnDetector;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks turn detectors, one question at a time: a new one cancels the one before. Used by the session's actor alone. */
final class TurnPredictions {
    private final Consumer<Stimulus> report;
    private CompletableFuture<?> asked = CompletableFuture.completedFuture(0.0);

    TurnPredictions(Consumer<Stimulus> report) {
        this.report = report;
    }

    void ask(Effect.PredictEndOfTurn question) {
        TurnDetector detector = question.detector();
        asked.cancel(true);
        try {
            OptionalDouble threshold = detector.unlikelyThreshold(question.language());
            if (threshold.isEmpty()) {
                report(question, new Prediction.NotSupported());
                return;
            }
            CompletionStage<Double> answer = detector.predictEndOfTurn(question.context());
            asked = answer.toCompletableFuture();
            answer.whenComplete((probability, failure) ->
                    report(question, prediction(detector, probability, threshold.getAsDouble(), failure)));
        } catch (RuntimeException broken) {
            report(question, Prediction.failed(detector, Failures.describe(broken)));
        }
    }

    /** The open question's answer, if there is one, is of no interest any more. */
    void cancel() {
        asked.cancel(true);
    }

    private static Prediction prediction(
            TurnDetector detector, @Nullable Double probability, double threshold, @Nullable Throwable failure) {
        if (probability == null) {
            return Prediction.failed(detector, Failures.describe(failure));
        }
        return Prediction.of(detector, probability, threshold);
    }

    private void report(Effect.PredictEndOfTurn question, Prediction prediction) {
        report.accept(new Stimulus.EndOfTurnPredicted(question.predictionId(), prediction));
    }
}
