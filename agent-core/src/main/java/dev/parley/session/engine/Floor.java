package dev.parley.session.engine;

import dev.parley.tool.Filler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who of the running tools may speak when nobody else does. Immutable.
 *
 * @param holder the call that has the floor
 * @param wanted calls that wait for it, in the order of the asking
 * @param fillings what is said in silences while a tool works
 */
record Floor(Optional<String> holder, List<Wanted> wanted, List<Filling> fillings) {
    static final Floor FREE = new Floor(Optional.empty(), List.of(), List.of());

    Floor {
        wanted = List.copyOf(wanted);
        fillings = List.copyOf(fillings);
    }

    /** A call that waits for the floor. */
    record Wanted(long askId, String callId) {}

    /**
     * Fillers of one call.
     *
     * @param said how many of them
     * @param silentSince since when nobody speaks; empty while somebody does
     * @param notBefore until when the next one is too soon after the last
     */
    record Filling(
            String id,
            String callId,
            String speechId,
            Filler filler,
            int said,
            Optional<Instant> silentSince,
            Instant notBefore) {

        /** When the next one is due if the silence goes on. */
        Optional<Instant> due() {
            return silentSince.map(since -> (since.isBefore(notBefore) ? notBefore : since).plus(filler.delay()));
        }

        Filling silentSince(Optional<Instant> now) {
            return new Filling(id, callId, speechId, filler, said, now, notBefore);
        }

        Filling saidOneMore(Instant now) {
            Instant next = filler.interval().map(now::plus).orElse(Instant.MAX);
            return new Filling(id, callId, speechId, filler, said + 1, Optional.empty(), next);
        }

        boolean exhausted() {
            return said > 0 && (filler.interval().isEmpty() || filler.mostSaid(said));
        }
    }

    Floor heldBy(Optional<String> callId) {
        return new Floor(callId, wanted, fillings);
    }

    Floor withWanted(List<Wanted> now) {
        return new Floor(holder, now, fillings);
    }

    Floor withFillings(List<Filling> now) {
        return new Floor(holder, wanted, now);
    }

    Floor with(Filling more) {
        List<Filling> all = new ArrayList<>(fillings);
        all.add(more);
        return withFillings(all);
    }

    Floor without(Predicate<Filling> which) {
        return withFillings(fillings.stream().filter(which.negate()).toList());
    }
}
