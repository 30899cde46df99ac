package dev.parley.testkit.eval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a group of judges found. A judge without a judgment has not passed: nothing goes through because a key was wrong.
 *
 * @param judgments by judge, in the group's order
 * @param failures judges from whom none came, and why
 */
public record EvaluationResult(Map<String, Judgment> judgments, Map<String, Throwable> failures) {
    public EvaluationResult {
        judgments = Collections.unmodifiableMap(new LinkedHashMap<>(judgments));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** 0 to 1: the mean of 1 for each pass, 0.5 for a maybe and 0 for a fail, or for no judgment. */
    public double score() {
        double sum = judgments.values().stream()
                .mapToDouble(judgment -> judgment.passed() ? 1 : judgment.uncertain() ? 0.5 : 0)
                .sum();
        return sum / size();
    }

    public boolean allPassed() {
        return passed() == size();
    }

    public boolean anyPassed() {
        return passed() > 0;
    }

    /** More than half. */
    public boolean majorityPassed() {
        return passed() * 2 > size();
    }

    /** All have judged, and none found a failure; doubts are allowed. */
    public boolean noneFailed() {
        return failures.isEmpty() && judgments.values().stream().noneMatch(Judgment::failed);
    }

    private long passed() {
        return judgments.values().stream().filter(Judgment::passed).count();
    }

    private int size() {
        return judgments.size() + failures.size();
    }
}
