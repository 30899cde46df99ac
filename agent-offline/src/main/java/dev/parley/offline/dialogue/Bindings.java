package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What the slots of a pattern were filled with, the newest first. Immutable, so that a matcher can go back to an earlier
 * state by keeping it.
 */
record Bindings(String slot, JsonNode value, @Nullable Bindings earlier) {
    static final Bindings NONE = new Bindings("", JsonNodeFactory.instance.nullNode(), null);

    Bindings with(String name, JsonNode newValue) {
        return new Bindings(name, newValue, this);
    }

    /** As an object; of a slot that was filled twice, the value filled last. A phrase is an array of such objects. */
    ObjectNode toObject() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Bindings here = this; here != null; here = here.earlier) {
            if (!here.slot.isEmpty() && !object.has(here.slot)) {
                object.set(here.slot, here.value);
            }
        }
        return object;
    }

    /** These bindings with one more row of a phrase. */
    Bindings withRow(String phrase, ObjectNode row) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        if (toObject().get(phrase) instanceof ArrayNode before) {
            rows.addAll(before);
        }
        return with(phrase, rows.add(row));
    }
}
