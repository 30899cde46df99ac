package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The client's commands about items of the conversation. Each answers with what is wrong, or does it and tells so. */
final class ItemCommands {
    private final Conversation conversation;
    private final ItemRules rules;
    private final Outbox outbox;

    ItemCommands(Conversation conversation, Outbox outbox) {
        this.conversation = conversation;
        this.rules = new ItemRules(conversation);
        this.outbox = outbox;
    }

    Optional<Problem> create(JsonNode event, AudioCodec codec) {
        JsonNode given = event.path("item");
        Optional<Problem> problem = rules.check(given);
        if (problem.isPresent()) {
            return problem;
        }
        String previous = event.path("previous_item_id").asText("");
        Optional<Item> after = conversation.find(previous);
        boolean named = !previous.isEmpty() && !previous.equals("root");
        if (named && after.isEmpty()) {
            return Optional.of(Problem.invalid(
                    "item_create_invalid_previous_item_id",
                    "Error adding item: the previous item with id '" + previous + "' does not exist.",
                    "previous_item_id"));
        }
        String id = given.path("id").asText("");
        Item item = Item.ofClient(id.isEmpty() ? outbox.id("item") : id, given, codec);
        if (previous.equals("root")) {
            conversation.prepend(item);
        } else {
            after.ifPresentOrElse(it -> conversation.insertAfter(it, item), () -> conversation.append(item));
        }
        announce(item);
        if (item.isUnheard()) {
            item.audio(firstAudio(item))
                    .ifPresent(audio ->
                            outbox.want(new Effect.Hear(item.id(), audio.codec().decode(audio.toByteArray()))));
        }
        return Optional.empty();
    }

    private static int firstAudio(Item item) {
        int index = 0;
        while (item.audio(index).isEmpty()) {
            index++;
        }
        return index;
    }

    /** Tells the client that an item, as it is now, was added and is complete. */
    void announce(Item item) {
        added(item);
        done(item);
    }

    void added(Item item) {
        send("conversation.item.added", item);
    }

    void done(Item item) {
        send("conversation.item.done", item);
    }

    private void send(String type, Item item) {
        ObjectNode event = outbox.event(type);
        event.put("previous_item_id", conversation.previousId(item).orElse(null));
        event.set("item", item.toJson());
        outbox.send(event);
    }

    Optional<Problem> retrieve(JsonNode event) {
        String id = event.path("item_id").asText();
        Optional<Item> item = conversation.find(id);
        item.ifPresent(found -> {
            ObjectNode retrieved = outbox.event("conversation.item.retrieved");
            retrieved.set("item", found.toJsonWithAudio());
            outbox.send(retrieved);
        });
        return item.isPresent() ? Optional.empty() : Optional.of(missing("retrieve", id));
    }

    Optional<Problem> delete(JsonNode event) {
        String id = event.path("item_id").asText();
        Optional<Item> item = conversation.find(id);
        item.ifPresent(found -> {
            conversation.remove(found);
            outbox.send(outbox.event("conversation.item.deleted").put("item_id", id));
        });
        return item.isPresent() ? Optional.empty() : Optional.of(missing("delete", id));
    }

    Optional<Problem> truncate(JsonNode event) {
        String id = event.path("item_id").asText();
        Optional<Item> item = conversation.find(id);
        if (item.isEmpty()) {
            return Optional.of(missing("truncate", id));
        }
        int index = event.path("content_index").asInt();
        Optional<StoredAudio> audio = item.get().isModelMessage() ? item.get().audio(index) : Optional.empty();
        if (audio.isEmpty() || audio.get().millis() == 0) {
            return Optional.of(Problem.notModelAudio());
        }
        long end = event.path("audio_end_ms").asLong();
        if (!event.path("audio_end_ms").isIntegralNumber() || end < 0) {
            return FieldRule.integer(0, Integer.MAX_VALUE).check("audio_end_ms", event.path("audio_end_ms"));
        }
        if (end > audio.get().millis()) {
            return Optional.of(Problem.shorterThan(audio.get().millis(), end));
        }
        item.get().truncate(audio.get(), end);
        ObjectNode truncated = outbox.event("conversation.item.truncated");
        outbox.send(truncated.put("item_id", id).put("content_index", index).put("audio_end_ms", end));
        return Optional.empty();
    }

    private static Problem missing(String command, String itemId) {
        return itemId.isEmpty()
                ? Problem.missingParameter("item_id")
                : Problem.notInConversation(command, itemId, "item_id");
    }
}
