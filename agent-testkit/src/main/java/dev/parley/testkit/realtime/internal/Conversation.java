package dev.parley.testkit.realtime.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The items of a connection's conversation in their order. */
final class Conversation {
    private final String id;
    private final List<Item> items = new ArrayList<>();
    private final Set<String> callIds = new HashSet<>();

    Conversation(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    List<Item> items() {
        return items;
    }

    Optional<Item> find(String itemId) {
        return items.stream().filter(item -> item.id().equals(itemId)).findFirst();
    }

    /** Whether the model, or the client in its name, has ever made this call. */
    boolean hasCall(String callId) {
        return callIds.contains(callId);
    }

    /** The id of the last item; empty if there is none. */
    Optional<String> lastId() {
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(items.get(items.size() - 1).id());
    }

    /** The id of the item before this one; empty if it is the first or none. */
    Optional<String> previousId(Item item) {
        int index = items.indexOf(item);
        return index < 1 ? Optional.empty() : Optional.of(items.get(index - 1).id());
    }

    void append(Item item) {
        items.add(item);
        remember(item);
    }

    void prepend(Item item) {
        items.add(0, item);
        remember(item);
    }

    /** Inserts after an item that is there. */
    void insertAfter(Item previous, Item item) {
        items.add(items.indexOf(previous) + 1, item);
        remember(item);
    }

    void remove(Item item) {
        items.remove(item);
    }

    private void remember(Item item) {
        if (item.type().equals("function_call")) {
            callIds.add(item.callId());
        }
    }

    /** Whether the model has been heard in it, after which its voice stays. */
    boolean hasModelAudio() {
        return items.stream().anyMatch(item -> item.isModelMessage() && item.audioMillis() > 0);
    }

    /** Whether audio waits to be understood. */
    boolean hasUnheard() {
        return items.stream().anyMatch(Item::isUnheard);
    }
}
