package dev.parley.testkit.eval;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judgments as spans under LiveKit Agents' name, with OpenTelemetry's attributes for evaluations. A judge's reasoning quotes
 * people, and stays out.
 */
final class JudgeSpans {
    private final Tracer tracer;

    JudgeSpans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.parley");
    }

    Open begin(String judge) {
        return new Open(tracer.spanBuilder("judge_evaluation")
                .setAttribute("gen_ai.evaluation.name", judge)
                .startSpan());
    }

    /** One that is under way. */
    record Open(Span span) {
        void end(@Nullable Judgment judgment, @Nullable Throwable failure) {
            if (judgment != null) {
                span.setAttribute(
                        "gen_ai.evaluation.score.label",
                        judgment.verdict().name().toLowerCase(Locale.ROOT));
            } else if (failure != null) {
                span.setStatus(
                        StatusCode.ERROR, JudgeGroup.root(failure).getClass().getSimpleName());
            }
            span.end();
        }
    }
}
