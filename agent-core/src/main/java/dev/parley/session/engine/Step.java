package dev.parley.session.engine;

import java.util.List;

/**
 * What a stimulus came to.
 *
 * @param effects to be carried out in this order
 */
public record Step(SessionState state, List<Effect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }
}
