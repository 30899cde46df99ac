package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatPart;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A conversation as its records tell it. Immutable.
 *
 * @param chat what has been said, whoever was talking
 * @param contexts what each agent's model reads: the last one's is talking, those before it wait behind it
 * @param started tools that run or have run and whose turn is not committed yet
 * @param finished outputs of those, in the order of completion
 * @param ended whether the session is over
 */
public record Conversation(
        ChatContext chat,
        List<ChatContext> contexts,
        List<FunctionCall> started,
        List<FunctionCallOutput> finished,
        Optional<Object> userData,
        boolean ended) {

    public Conversation {
        contexts = List.copyOf(contexts);
        started = List.copyOf(started);
        finished = List.copyOf(finished);
    }

    /** Before anything was said. */
    public static Conversation empty() {
        return new Conversation(
                ChatContext.empty(), List.of(ChatContext.empty()), List.of(), List.of(), Optional.empty(), false);
    }

    /** What the model of the agent that talks reads. */
    public ChatContext context() {
        return contexts.get(contexts.size() - 1);
    }

    /** The conversation after this fact. Total: a fact that does not fit is impossible and thus a defect. */
    public Conversation apply(ConversationRecord fact) {
        if (fact instanceof ConversationRecord.UserTurnCommitted turn) {
            return said(turn.message());
        }
        if (fact instanceof ConversationRecord.AssistantTurnCommitted turn) {
            return said(turn.message());
        }
        if (fact instanceof ConversationRecord.ToolStarted tool) {
            return withTools(plus(started, tool.call()), finished);
        }
        if (fact instanceof ConversationRecord.ToolFinished tool) {
            List<FunctionCallOutput> others = new ArrayList<>(finished);
            others.removeIf(output -> output.callId().equals(tool.output().callId()));
            return withTools(started, plus(others, tool.output()));
        }
        if (fact instanceof ConversationRecord.ToolTurnCommitted turn) {
            return committed(turn.callIds());
        }
        if (fact instanceof ConversationRecord.ToolProgressed progress) {
            return appended(List.of(progress.call(), progress.output()));
        }
        if (fact instanceof ConversationRecord.UserDataChanged change) {
            return new Conversation(chat, contexts, started, finished, Optional.of(change.value()), ended);
        }
        if (fact instanceof ConversationRecord.Ended) {
            return new Conversation(chat, contexts, started, finished, userData, true);
        }
        return applyToAgents(fact);
    }

    private Conversation applyToAgents(ConversationRecord fact) {
        if (fact instanceof ConversationRecord.HandedOff handoff) {
            return with(chat.insert(handoff.item()), List.of(handoff.context()));
        }
        if (fact instanceof ConversationRecord.TaskEntered task) {
            return with(chat.insert(task.item()), plus(contexts, task.context()));
        }
        if (fact instanceof ConversationRecord.TaskLeft task) {
            return taskLeft(task);
        }
        if (fact instanceof ConversationRecord.ConfigUpdated update) {
            return with(
                    chat.insert(update.item()),
                    replaced(update.depth(), contexts.get(update.depth()).insert(update.item())));
        }
        if (fact instanceof ConversationRecord.ContextReplaced replacement) {
            return with(chat, replaced(replacement.depth(), replacement.context()));
        }
        throw new IllegalStateException("conversation record: " + fact + " (expected: a case of apply)");
    }

    private Conversation taskLeft(ConversationRecord.TaskLeft task) {
        ChatContext learnt = context().without(ChatPart.INSTRUCTIONS, ChatPart.CONFIG_UPDATES);
        ChatContext kept = task.keepCalls() ? learnt : learnt.without(ChatPart.FUNCTION_CALLS);
        List<ChatContext> rest = new ArrayList<>(contexts.subList(0, contexts.size() - 1));
        rest.set(rest.size() - 1, rest.get(rest.size() - 1).merge(kept));
        return with(chat.insert(task.item()), rest);
    }

    private Conversation committed(List<String> callIds) {
        List<ChatItem> items = new ArrayList<>();
        started.stream().filter(call -> callIds.contains(call.callId())).forEach(items::add);
        finished.stream().filter(output -> callIds.contains(output.callId())).forEach(items::add);
        return appended(items)
                .withTools(
                        started.stream()
                                .filter(call -> !callIds.contains(call.callId()))
                                .toList(),
                        finished.stream()
                                .filter(output -> !callIds.contains(output.callId()))
                                .toList());
    }

    /** Calls and outputs join at the end, whenever they were made. */
    private Conversation appended(List<? extends ChatItem> items) {
        return with(append(chat, items), replaced(contexts.size() - 1, append(context(), items)));
    }

    private static ChatContext append(ChatContext context, List<? extends ChatItem> items) {
        Instant end = context.items().isEmpty()
                ? Instant.MIN
                : context.items().get(context.items().size() - 1).createdAt();
        ChatContext extended = context;
        for (ChatItem item : items) {
            extended = extended.with(notBefore(end, item));
        }
        return extended;
    }

    private static ChatItem notBefore(Instant end, ChatItem item) {
        if (!item.createdAt().isBefore(end)) {
            return item;
        }
        if (item instanceof FunctionCall call) {
            return call.joinedAt(end);
        }
        return item instanceof FunctionCallOutput output ? output.joinedAt(end) : item;
    }

    private Conversation said(ChatItem item) {
        return with(chat.insert(item), replaced(contexts.size() - 1, context().insert(item)));
    }

    private List<ChatContext> replaced(int depth, ChatContext context) {
        List<ChatContext> changed = new ArrayList<>(contexts);
        changed.set(depth, context);
        return changed;
    }

    private Conversation with(ChatContext newChat, List<ChatContext> newContexts) {
        return new Conversation(newChat, newContexts, started, finished, userData, ended);
    }

    private Conversation withTools(List<FunctionCall> nowStarted, List<FunctionCallOutput> nowFinished) {
        return new Conversation(chat, contexts, nowStarted, nowFinished, userData, ended);
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> extended = new ArrayList<>(list);
        extended.add(element);
        return extended;
    }
}
