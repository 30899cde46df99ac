package dev.parley.rtc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the loop has something to do though nothing comes. Members say when they want to be ticked; they are looked at after whatever
 * happens on the loop, but not more often than every {@value #GRANULARITY_MILLIS} ms, since many datagrams come between. Confined to the
 * event loop, but for {@link #add} and {@link #remove}.
 */
final class Timetable {
    static final long GRANULARITY_MILLIS = 10;
    static final long LONGEST_PAUSE_MILLIS = 1000;
    static final long UNTIL_WOKEN = 0;

    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private long lookedMillis = -GRANULARITY_MILLIS;
    private long dueMillis;

    /** What lives on the loop. */
    interface Member {
        /** When {@link #tick} has something to do, as things are. */
        long nextTickMillis(long nowMillis);

        /** Does what is due. */
        void tick(long nowMillis);
    }

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    /** How long the loop may sleep; {@link #UNTIL_WOKEN} if nobody wants anything. */
    long pauseMillis(long nowMillis) {
        return members.isEmpty() ? UNTIL_WOKEN : Math.max(1, Math.min(dueMillis - nowMillis, LONGEST_PAUSE_MILLIS));
    }

    /** Something may have happened: ticks who wants to be. */
    void tick(long nowMillis) {
        if (nowMillis < lookedMillis + GRANULARITY_MILLIS) {
            dueMillis = lookedMillis + GRANULARITY_MILLIS;
            return;
        }
        lookedMillis = nowMillis;
        long next = Long.MAX_VALUE;
        for (Member member : members) {
            next = Math.min(next, tick(member, nowMillis));
        }
        dueMillis = Math.max(next, nowMillis + GRANULARITY_MILLIS);
    }

    /** Ticks the member if it is time; when it will be again. */
    private static long tick(Member member, long nowMillis) {
        try {
            if (member.nextTickMillis(nowMillis) <= nowMillis) {
                member.tick(nowMillis);
            }
            return member.nextTickMillis(nowMillis);
        } catch (RuntimeException fault) {
            EventLoop.goOn(fault);
            return nowMillis;
        }
    }
}
