package dev.parley.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the tasks of a {@link TaskGroup} came to.
 *
 * @param results by the tasks' ids, in the order in which they were last completed
 */
public record TaskGroupResult(Map<String, Object> results) {
    public TaskGroupResult {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /**
     * The result of one task.
     *
     * @throws IllegalArgumentException naming the tasks that there are, or the type that the result has
     */
    public <T> T of(String taskId, Class<T> type) {
        Object result = results.get(taskId);
        if (!type.isInstance(result)) {
            String found = result == null ? "none" : result.getClass().getName();
            throw new IllegalArgumentException("result of task " + taskId + ": " + found + " (expected: a "
                    + type.getName() + "; there are results of " + results.keySet() + ")");
        }
        return type.cast(result);
    }
}
