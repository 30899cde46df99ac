package dev.parley.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * The items of a conversation in their order. Immutable: every operation gives a new context.
 *
 * @param items oldest first
 */
public record ChatContext(List<ChatItem> items) {
    private static final ChatContext EMPTY = new ChatContext(List.of());

    public ChatContext {
        items = List.copyOf(items);
    }

    public static ChatContext empty() {
        return EMPTY;
    }

    /** This context with an item more at the end. */
    public ChatContext with(ChatItem item) {
        List<ChatItem> extended = new ArrayList<>(items.size() + 1);
        extended.addAll(items);
        extended.add(item);
        return new ChatContext(extended);
    }

    /** This context with an item more, behind the last one that is not younger. */
    public ChatContext insert(ChatItem item) {
        int at = items.size();
        while (at > 0 && items.get(at - 1).createdAt().isAfter(item.createdAt())) {
            at--;
        }
        List<ChatItem> extended = new ArrayList<>(items);
        extended.add(at, item);
        return new ChatContext(extended);
    }

    /** All messages, without tool calls and their outputs. */
    public List<ChatMessage> messages() {
        return items.stream()
                .filter(ChatMessage.class::isInstance)
                .map(ChatMessage.class::cast)
                .toList();
    }
}
