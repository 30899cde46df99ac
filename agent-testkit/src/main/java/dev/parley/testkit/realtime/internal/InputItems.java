package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code input} of a response: items of its own, and references to items of the conversation. */
final class InputItems {
    private static final String REFERENCE = "item_reference";

    private final Conversation conversation;
    private final Outbox outbox;

    InputItems(Conversation conversation, Outbox outbox) {
        this.conversation = conversation;
        this.outbox = outbox;
    }

    /** What is wrong with an input; nothing is if it is missing. */
    Optional<Problem> check(JsonNode input) {
        Conversation own = new Conversation("");
        ItemRules rules = new ItemRules(own);
        for (int i = 0; i < input.size(); i++) {
            JsonNode item = input.get(i);
            Optional<Problem> problem = isReference(item) ? checkReference(item, i) : rules.check(item);
            if (problem.isPresent()) {
                return problem;
            }
            if (!isReference(item)) {
                own.append(Item.ofClient("input_" + i, item, AudioCodec.PCM));
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> checkReference(JsonNode item, int index) {
        String id = item.path("id").asText();
        return conversation.find(id).isPresent()
                ? Optional.empty()
                : Optional.of(Problem.notInConversation("reference", id, "response.input[" + index + "].id"));
    }

    /** The items that were checked; the whole conversation if there is no input. */
    List<Item> read(JsonNode input, AudioCodec codec) {
        if (input.isMissingNode()) {
            return conversation.items();
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode item : input) {
            if (isReference(item)) {
                conversation.find(item.path("id").asText()).ifPresent(items::add);
            } else {
                items.add(Item.ofClient(outbox.id("item"), item, codec));
            }
        }
        return items;
    }

    private static boolean isReference(JsonNode item) {
        return item.path("type").asText().equals(REFERENCE);
    }
}
