package dev.parley.session.engine;

import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.SessionMachines.Changing;
import dev.parley.session.engine.SessionMachines.Holding;
import dev.parley.session.engine.StateMachine.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a session's state machines did in one step. Lives for that step. */
final class Moves {
    private List<Move> made = List.of();

    List<Move> made() {
        return made;
    }

    /** Notes a move; false if the machine's table does not have it. */
    <S extends Enum<S>> boolean note(StateMachine<S> machine, S from, S to) {
        if (from == to) {
            return true;
        }
        if (made.isEmpty()) {
            made = new ArrayList<>();
        }
        made.add(machine.move(from, to));
        return machine.allows(from, to);
    }

    /** An answer that is short enough is given and complete at once. */
    boolean notePlayback(Optional<Speech> before, Optional<Speech> now) {
        boolean same = before.isPresent()
                && now.isPresent()
                && before.get().utterance(0).equals(now.get().utterance(0));
        if (!same) {
            return true;
        }
        Playback from = before.get().round().playback();
        Playback to = now.get().round().playback();
        if (from == Playback.NONE && to == Playback.COMPLETE) {
            return note(SessionMachines.PLAYBACK, from, Playback.GIVEN)
                    && note(SessionMachines.PLAYBACK, Playback.GIVEN, to);
        }
        return note(SessionMachines.PLAYBACK, from, to);
    }

    static Holding of(Optional<Hold> hold) {
        return hold.map(held -> held.interrupts() ? Holding.PAUSED : Holding.HELD_BACK)
                .orElse(Holding.FREE);
    }

    static Changing of(Cast cast) {
        return cast.change().map(change -> of(change.stage())).orElse(Changing.NONE);
    }

    private static Changing of(Cast.Change.Stage stage) {
        return switch (stage) {
            case DRAINING -> Changing.DRAINING;
            case EXITING -> Changing.EXITING;
            case SETTLING -> Changing.SETTLING;
            case ENTERING -> Changing.ENTERING;
        };
    }
}
