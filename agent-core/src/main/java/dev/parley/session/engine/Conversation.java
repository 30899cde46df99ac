package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A conversation as its records tell it. Immutable.
 *
 * @param chat what has been said
 * @param started tools that run or have run and whose turn is not committed yet
 * @param finished outputs of those, in the order of completion
 * @param ended whether the session is over
 */
public record Conversation(
        ChatContext chat,
        List<FunctionCall> started,
        List<FunctionCallOutput> finished,
        Optional<Object> userData,
        boolean ended) {

    public Conversation {
        started = List.copyOf(started);
        finished = List.copyOf(finished);
    }

    /** Before anything was said. */
    public static Conversation empty() {
        return new Conversation(ChatContext.empty(), List.of(), List.of(), Optional.empty(), false);
    }

    /** The conversation after this fact. Total: a fact that does not fit is impossible and thus a defect. */
    public Conversation apply(ConversationRecord fact) {
        if (fact instanceof ConversationRecord.UserTurnCommitted turn) {
            return withChat(chat.insert(turn.message()));
        }
        if (fact instanceof ConversationRecord.AssistantTurnCommitted turn) {
            return withChat(chat.insert(turn.message()));
        }
        if (fact instanceof ConversationRecord.ToolStarted tool) {
            return new Conversation(chat, plus(started, tool.call()), finished, userData, ended);
        }
        if (fact instanceof ConversationRecord.ToolFinished tool) {
            return new Conversation(chat, started, plus(finished, tool.output()), userData, ended);
        }
        if (fact instanceof ConversationRecord.ToolTurnCommitted turn) {
            return committed(turn.callIds());
        }
        if (fact instanceof ConversationRecord.UserDataChanged change) {
            return new Conversation(chat, started, finished, Optional.of(change.value()), ended);
        }
        if (fact instanceof ConversationRecord.Ended) {
            return new Conversation(chat, started, finished, userData, true);
        }
        throw new IllegalStateException("conversation record: " + fact + " (expected: a case of apply)");
    }

    private Conversation committed(List<String> callIds) {
        Instant end = chat.items().isEmpty()
                ? Instant.MIN
                : chat.items().get(chat.items().size() - 1).createdAt();
        ChatContext extended = chat;
        for (FunctionCall call : started) {
            if (callIds.contains(call.callId())) {
                extended = extended.with(call.createdAt().isBefore(end) ? call.joinedAt(end) : call);
            }
        }
        for (FunctionCallOutput output : finished) {
            if (callIds.contains(output.callId())) {
                extended = extended.with(output.createdAt().isBefore(end) ? output.joinedAt(end) : output);
            }
        }
        return new Conversation(
                extended,
                started.stream()
                        .filter(call -> !callIds.contains(call.callId()))
                        .toList(),
                finished.stream()
                        .filter(output -> !callIds.contains(output.callId()))
                        .toList(),
                userData,
                ended);
    }

    private Conversation withChat(ChatContext newChat) {
        return new Conversation(newChat, started, finished, userData, ended);
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> extended = new ArrayList<>(list);
        extended.add(element);
        return extended;
    }
}
