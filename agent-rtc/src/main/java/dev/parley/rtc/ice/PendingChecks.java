package dev.parley.rtc.ice;

import dev.parley.rtc.stun.TransactionId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connectivity checks that wait for their response (RFC 8445 §7.2.5). Confined to its agent. */
final class PendingChecks {
    private final Map<TransactionId, Check> checks = new LinkedHashMap<>();
    private final IceTransport transport;

    PendingChecks(IceTransport transport) {
        this.transport = transport;
    }

    /** Sends a check; older ones of its pair are not repeated any more. */
    void begin(long nowMillis, Check check) {
        for (Check older : checks.values()) {
            if (older.pair() == check.pair()) {
                older.abandon();
            }
        }
        checks.put(check.id(), check);
        check.pair().become(CandidatePair.State.IN_PROGRESS);
        check.transmit(nowMillis, transport);
    }

    /** Repeats what is due; the pair of a check that was never answered has failed. */
    void retransmit(long nowMillis) {
        for (Iterator<Check> it = checks.values().iterator(); it.hasNext(); ) {
            Check check = it.next();
            if (check.expired(nowMillis)) {
                it.remove();
                if (!check.abandoned()) {
                    check.pair().become(CandidatePair.State.FAILED);
                }
            } else if (check.due(nowMillis)) {
                check.transmit(nowMillis, transport);
            }
        }
    }

    /** When the first of them is due; {@link Long#MAX_VALUE} if there is none. */
    long dueMillis() {
        long due = Long.MAX_VALUE;
        if (!checks.isEmpty()) {
            for (Check check : checks.values()) {
                due = Math.min(due, check.dueMillis());
            }
        }
        return due;
    }

    @Nullable Check find(TransactionId id) {
        return checks.get(id);
    }

    void answered(Check check) {
        checks.remove(check.id());
    }

    /** A pair is in use: only checks of nominated ones still matter. */
    void keepNominated() {
        checks.values().removeIf(check -> !check.pair().nominated());
    }

    void clear() {
        checks.clear();
    }
}
