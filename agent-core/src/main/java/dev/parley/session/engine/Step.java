package dev.parley.session.engine;

import dev.parley.session.engine.StateMachine.Move;
import java.util.List;

/**
 * What a stimulus came to.
 *
 * @param effects to be carried out in this order
 * @param moves what the session's state machines did, in this order
 */
public record Step(SessionState state, List<Effect> effects, List<Move> moves) {
    public Step {
        effects = List.copyOf(effects);
        moves = List.copyOf(moves);
    }
}
