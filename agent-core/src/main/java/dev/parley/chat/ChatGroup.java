package dev.parley.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One message as providers take it: something said, the calls of the same answer, and the outputs of those. Calls side by
 * side belong to one answer of the model; a call after an output belongs to the next one. What providers refuse is left
 * out: a call without an output, an output without its call, and what says nothing.
 */
record ChatGroup(Optional<ChatMessage> message, List<FunctionCall> calls, List<FunctionCallOutput> outputs) {

    static List<ChatGroup> of(List<ChatItem> items) {
        return new Grouping(items).groups();
    }

    private boolean isEmpty() {
        return message.isEmpty() && calls.isEmpty();
    }

    /** One walk over the items. */
    private static final class Grouping {
        private final List<ChatItem> items;
        private final Map<String, FunctionCallOutput> outputs = new HashMap<>();
        private final Set<String> answered = new HashSet<>();
        private final List<ChatGroup> groups = new ArrayList<>();
        private int index;

        private Grouping(List<ChatItem> items) {
            this.items = items;
            Set<String> asked = new HashSet<>();
            for (ChatItem item : items) {
                if (item instanceof FunctionCall call) {
                    asked.add(call.callId());
                } else if (item instanceof FunctionCallOutput output && asked.contains(output.callId())) {
                    outputs.putIfAbsent(output.callId(), output);
                }
            }
        }

        private List<ChatGroup> groups() {
            while (index < items.size()) {
                if (items.get(index) instanceof ChatMessage message) {
                    index++;
                    add(message);
                } else if (items.get(index) instanceof FunctionCall) {
                    addCalls(Optional.empty());
                } else {
                    index++;
                }
            }
            return groups;
        }

        private void add(ChatMessage message) {
            Optional<ChatMessage> said = Optional.of(withCompanion(message)).filter(whole -> !whole.isEmpty());
            if (message.role() == ChatRole.ASSISTANT) {
                addCalls(said);
            } else {
                said.ifPresent(whole -> groups.add(new ChatGroup(said, List.of(), List.of())));
            }
        }

        /** Instructions with those of this call only, which stand right behind them. */
        private ChatMessage withCompanion(ChatMessage message) {
            if (!message.role().isInstruction()
                    || index >= items.size()
                    || !(items.get(index) instanceof ChatMessage next)
                    || !next.id().equals(ChatMessage.DYNAMIC_INSTRUCTIONS_ID)) {
                return message;
            }
            index++;
            List<ChatContent> both = new ArrayList<>(message.content());
            both.addAll(next.content());
            return message.withContent(both);
        }

        private void addCalls(Optional<ChatMessage> message) {
            List<FunctionCall> calls = new ArrayList<>();
            List<FunctionCallOutput> results = new ArrayList<>();
            while (index < items.size() && items.get(index) instanceof FunctionCall call) {
                FunctionCallOutput output = outputs.get(call.callId());
                if (output != null && answered.add(call.callId())) {
                    calls.add(call);
                    results.add(output);
                }
                index++;
            }
            ChatGroup group = new ChatGroup(message, calls, results);
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
    }
}
