package dev.parley.realtime.livekit.signal;

import java.time.Duration;

/**
 * How a room is joined and how hard it is tried to stay there.
 *
 * @param joinDeadline of one attempt, from the first packet to the room's answer
 * @param joinAttempts to join at first; a refusal ends them
 * @param rejoinAttempts to come back after a break
 * @param firstBackOff the longest wait before the second attempt to join or the first one to come back; it doubles with each
 * @param longestBackOff where the doubling ends
 * @param frameBytes the longest signal that is read
 */
public record SignalSettings(
        Duration joinDeadline,
        int joinAttempts,
        int rejoinAttempts,
        Duration firstBackOff,
        Duration longestBackOff,
        int frameBytes) {
    /** @throws IllegalArgumentException if one is not above zero */
    public SignalSettings {
        positive("deadline to join a room", joinDeadline);
        positive("first back-off of a room", firstBackOff);
        positive("longest back-off of a room", longestBackOff);
        atLeastOne("attempts to join a room", joinAttempts);
        atLeastOne("attempts to rejoin a room", rejoinAttempts);
        atLeastOne("longest signal in bytes", frameBytes);
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: longer than PT0S)");
        }
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: at least 1)");
        }
    }

    /** 10 s for an attempt, 3 to join, 10 to come back, 300 ms to 7 s between them, signals up to 4 MiB. */
    public static SignalSettings standard() {
        return new SignalSettings(
                Duration.ofSeconds(10), 3, 10, Duration.ofMillis(300), Duration.ofSeconds(7), 4 << 20);
    }

    /** The same with other waits between attempts. */
    public SignalSettings withBackOff(Duration first, Duration longest) {
        return new SignalSettings(joinDeadline, joinAttempts, rejoinAttempts, first, longest, frameBytes);
    }

    /** The same with other numbers of attempts. */
    public SignalSettings withAttempts(int join, int rejoin) {
        return new SignalSettings(joinDeadline, join, rejoin, firstBackOff, longestBackOff, frameBytes);
    }

    /** The same with another deadline of an attempt. */
    public SignalSettings withJoinDeadline(Duration deadline) {
        return new SignalSettings(deadline, joinAttempts, rejoinAttempts, firstBackOff, longestBackOff, frameBytes);
    }

    /**
     * The longest wait before an attempt; the real one is between a half of it and all of it, so that many who were put out
     * together don't come back together.
     *
     * @param failures before it, from 1
     */
    Duration backOff(int failures) {
        Duration wait = firstBackOff.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longestBackOff) < 0 ? wait : longestBackOff;
    }
}
