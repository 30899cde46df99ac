package dev.parley.rtc.ice;

import dev.parley.rtc.stun.TransactionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * When the selected pair was last heard of, and when to ask again (RFC 7675 §5.1). Each check is a new transaction and is sent
 * once; checks also keep the address bindings of middleboxes alive.
 */
final class Consent {
    private static final int MAX_OPEN = 8;

    private final IceSettings settings;
    private final RandomGenerator random;
    private final Deque<TransactionId> open = new ArrayDeque<>();
    private long heardMillis;
    private long dueMillis;

    Consent(IceSettings settings, RandomGenerator random, long nowMillis) {
        this.settings = settings;
        this.random = random;
        this.heardMillis = nowMillis;
        schedule(nowMillis);
    }

    /** 0.8 to 1.2 times the interval, so that many peers don't ask in step. */
    private void schedule(long nowMillis) {
        dueMillis = nowMillis + (long) (settings.consentInterval().toMillis() * (0.8 + 0.4 * random.nextDouble()));
    }

    boolean due(long nowMillis) {
        return nowMillis >= dueMillis;
    }

    void asked(TransactionId id, long nowMillis) {
        if (open.size() >= MAX_OPEN) {
            open.poll();
        }
        open.add(id);
        schedule(nowMillis);
    }

    boolean asks(TransactionId id) {
        return open.contains(id);
    }

    void answered(long nowMillis) {
        open.clear();
        heardMillis = nowMillis;
    }

    boolean disturbed(long nowMillis) {
        return nowMillis - heardMillis >= settings.disconnectedAfter().toMillis();
    }

    boolean expired(long nowMillis) {
        return nowMillis - heardMillis >= settings.consentTimeout().toMillis();
    }

    /** When there is something to do, or, unless that is noticed already, to notice that nothing is heard. */
    long nextMillis(boolean noticed) {
        long silence = (noticed ? settings.consentTimeout() : settings.disconnectedAfter()).toMillis();
        return Math.min(dueMillis, heardMillis + silence);
    }
}
