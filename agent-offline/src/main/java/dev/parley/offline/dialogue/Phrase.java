package dev.parley.offline.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A group of slots that belong together, such as a quantity and a product.
 *
 * @param hear its patterns, tried in this order
 * @param defaults values of slots that a pattern leaves open
 */
record Phrase(List<PatternNode> hear, ObjectNode defaults) {
    Phrase {
        hear = List.copyOf(hear);
        defaults = defaults.deepCopy();
    }

    /** One occurrence: what was said, and the defaults for the rest. */
    ObjectNode row(Bindings said) {
        ObjectNode row = defaults.deepCopy();
        row.setAll(said.toObject());
        return row;
    }
}
