package dev.parley.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatPart;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in a row, of which the caller may go back to those that were done: each is offered a tool {@code out_of_scope} by
 * which its model returns to earlier ones, after which the row goes on. All of them read what was said in the others.
 *
 * <pre>{@code
 * new TaskGroup()
 *         .add("name", "Finds out the caller's name.", AskName::new)
 *         .add("day", "Finds out the day.", AskDay::new)
 *         .run(context)
 *         .thenApply(done -> done.of("name", String.class) + " comes on " + done.of("day", String.class));
 * }</pre>
 *
 * <p>The first task that fails fails the group. Tasks are added before it runs; not thread-safe until then.
 */
public final class TaskGroup extends AgentTask<TaskGroupResult> {
    /** The tool's name is LiveKit Agents'. */
    static final String OUT_OF_SCOPE = "out_of_scope";

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<String> visited = new LinkedHashSet<>();
    private final Map<String, Object> results = new LinkedHashMap<>();
    private final Deque<String> ahead = new ArrayDeque<>();

    /** A task of the row; made anew each time that it is its turn. */
    private record Member(String description, Supplier<? extends AgentTask<?>> make) {}

    /** The caller wants to go back. */
    private static final class WentBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> targets;

        WentBack(List<String> targets) {
            super("went back to " + targets, null, false, false);
            this.targets = targets;
        }
    }

    public TaskGroup() {
        super(AgentSpec.instructions("").id("task_group"));
    }

    /**
     * With one task more at the end of the row.
     *
     * @param taskId names it in the result, and for the model
     * @param description what it finds out, for the model that may go back to it
     * @throws IllegalArgumentException if the id is taken
     */
    public TaskGroup add(String taskId, String description, Supplier<? extends AgentTask<?>> task) {
        if (members.putIfAbsent(taskId, new Member(description, task)) != null) {
            throw new IllegalArgumentException(
                    "task group: " + taskId + " twice (expected: each id once, of " + members.keySet() + ")");
        }
        return this;
    }

    @Override
    public void onEnter(AgentSession session) {
        synchronized (this) {
            ahead.addAll(members.keySet());
        }
        next(session);
    }

    private synchronized void next(AgentSession session) {
        String taskId = ahead.poll();
        if (taskId == null) {
            complete(new TaskGroupResult(results));
            return;
        }
        AgentTask<?> task = Objects.requireNonNull(members.get(taskId)).make().get();
        task.updateChatContextWithAllCalls(chatContext().without(ChatPart.INSTRUCTIONS, ChatPart.CONFIG_UPDATES));
        visited.add(taskId);
        List<String> back = visited.stream().filter(id -> !id.equals(taskId)).toList();
        if (!back.isEmpty()) {
            task.addTool(outOfScope(task, back));
        }
        task.run(session).whenComplete((result, failure) -> onOver(session, taskId, result, failure));
    }

    private synchronized void onOver(
            AgentSession session, String taskId, @Nullable Object result, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof WentBack back) {
            ahead.addFirst(taskId);
            List<String> targets = new ArrayList<>(back.targets);
            java.util.Collections.reverse(targets);
            targets.forEach(ahead::addFirst);
        } else if (cause != null) {
            completeExceptionally(cause);
            return;
        } else if (result != null) {
            results.remove(taskId);
            results.put(taskId, result);
        }
        next(session);
    }

    private FunctionTool outOfScope(AgentTask<?> task, List<String> back) {
        return FunctionTool.of(definition(back), (arguments, context) -> {
            List<String> targets = new ArrayList<>();
            for (JsonNode id : arguments.path("task_ids")) {
                targets.add(id.asText());
            }
            if (targets.isEmpty() || !back.containsAll(targets)) {
                throw new ToolException("task_ids: " + targets + " (expected: one or more of " + back + ")");
            }
            task.completeExceptionally(new WentBack(targets));
            return new ToolOutcome.Silent("");
        });
    }

    private ToolDefinition definition(List<String> back) {
        StringBuilder description = new StringBuilder(
                "Call this when the caller wants to change what an earlier task has found out. Tasks to go back to:");
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode ids = schema.putObject("properties").putObject("task_ids").put("type", "array");
        ArrayNode choices = ids.putObject("items").put("type", "string").putArray("enum");
        for (String id : back) {
            choices.add(id);
            description
                    .append("\n- ")
                    .append(id)
                    .append(": ")
                    .append(Objects.requireNonNull(members.get(id)).description());
        }
        schema.putArray("required").add("task_ids");
        return new ToolDefinition(OUT_OF_SCOPE, description.toString(), schema);
    }
}
