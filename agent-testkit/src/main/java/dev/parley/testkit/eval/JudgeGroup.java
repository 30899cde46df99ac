package dev.parley.testkit.eval;

import akka.actor.Cancellable;
import akka.actor.ClassicActorSystemProvider;
import dev.parley.chat.ChatContext;
import dev.parley.llm.LanguageModel;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Judges that look at a conversation at the same time (LiveKit Agents' {@code JudgeGroup}). Immutable and thread-safe.
 *
 * <p>Each has 90 s. One that fails or is late is told in the result and holds up nobody else.
 */
public final class JudgeGroup {
    /** LiveKit Agents' patience with a judge. */
    public static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final LanguageModel model;
    private final ClassicActorSystemProvider system;
    private final List<Evaluator> judges;
    private final Duration timeout;
    private final OpenTelemetry telemetry;

    private JudgeGroup(
            LanguageModel model,
            ClassicActorSystemProvider system,
            List<Evaluator> judges,
            Duration timeout,
            OpenTelemetry telemetry) {
        this.model = model;
        this.system = system;
        this.judges = judges;
        this.timeout = timeout;
        this.telemetry = telemetry;
    }

    /**
     * Judges that think with this model, whose answers run on this actor system.
     *
     * @throws IllegalArgumentException if there is none, or two have one name
     */
    public static JudgeGroup of(LanguageModel model, ClassicActorSystemProvider system, Evaluator... judges) {
        Set<String> names = new HashSet<>();
        for (Evaluator judge : judges) {
            if (!names.add(judge.name())) {
                throw new IllegalArgumentException("judge: " + judge.name() + " twice (expected: a name for each)");
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("judges: none (expected: at least one, such as Judges.accuracy())");
        }
        return new JudgeGroup(model, system, List.of(judges), TIMEOUT, OpenTelemetry.noop());
    }

    /** With another patience for each judge. */
    public JudgeGroup withTimeout(Duration newTimeout) {
        if (newTimeout.isNegative() || newTimeout.isZero()) {
            throw new IllegalArgumentException("timeout of judges: " + newTimeout + " (expected: more than zero)");
        }
        return new JudgeGroup(model, system, judges, newTimeout, telemetry);
    }

    /** Each judgment is a span, {@code judge_evaluation}; what judges say of the conversation is left out of it. */
    public JudgeGroup withTelemetry(OpenTelemetry newTelemetry) {
        return new JudgeGroup(model, system, judges, timeout, newTelemetry);
    }

    /** What all of them find, once each has found something or had its time. Never fails. */
    public CompletionStage<EvaluationResult> evaluate(ChatContext conversation) {
        return evaluate(conversation, ChatContext.empty());
    }

    /** The same, held against a conversation as it should be. */
    public CompletionStage<EvaluationResult> evaluate(ChatContext conversation, ChatContext reference) {
        Evaluation evaluation = new Evaluation(conversation, reference, model, system, timeout);
        JudgeSpans spans = new JudgeSpans(telemetry);
        Map<String, CompletableFuture<Judgment>> open = new LinkedHashMap<>();
        for (Evaluator judge : judges) {
            JudgeSpans.Open span = spans.begin(judge.name());
            open.put(judge.name(), inTime(judge, evaluation).whenComplete(span::end));
        }
        return CompletableFuture.allOf(open.values().toArray(new CompletableFuture<?>[0]))
                .handle((done, failure) -> result(open));
    }

    private CompletableFuture<Judgment> inTime(Evaluator judge, Evaluation evaluation) {
        CompletableFuture<Judgment> judgment = new CompletableFuture<>();
        Cancellable deadline = system.classicSystem()
                .scheduler()
                .scheduleOnce(
                        timeout,
                        () -> judgment.completeExceptionally(late(judge)),
                        system.classicSystem().dispatcher());
        try {
            judge.evaluate(evaluation).whenComplete((found, failure) -> {
                if (found != null) {
                    judgment.complete(found);
                } else if (failure == null) {
                    judgment.completeExceptionally(missing(judge));
                } else {
                    Throwable cause = root(failure);
                    judgment.completeExceptionally(cause instanceof TimeoutException ? late(judge) : cause);
                }
            });
        } catch (RuntimeException | AssertionError refused) {
            judgment.completeExceptionally(refused);
        }
        return judgment.whenComplete((found, failure) -> deadline.cancel());
    }

    private static IllegalStateException missing(Evaluator judge) {
        return new IllegalStateException("judge " + judge.name() + ": null (expected: a judgment)");
    }

    private TimeoutException late(Evaluator judge) {
        return new TimeoutException(
                "judge " + judge.name() + ": no judgment (expected: within " + timeout.toMillis() / 1000.0 + " s)");
    }

    private static EvaluationResult result(Map<String, CompletableFuture<Judgment>> settled) {
        Map<String, Judgment> judgments = new LinkedHashMap<>();
        Map<String, Throwable> failures = new LinkedHashMap<>();
        settled.forEach((name, judgment) -> {
            try {
                judgments.put(name, judgment.join());
            } catch (CompletionException failure) {
                failures.put(name, root(failure));
            }
        });
        return new EvaluationResult(judgments, failures);
    }

    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root instanceof CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
