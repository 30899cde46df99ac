package dev.parley.session.internal;

/** How long work takes: a clock that never goes back and has no relation to the time of day. */
final class WorkClock {
    private WorkClock() {}

    static long nanos() {
        return System.nanoTime();
    }
}
