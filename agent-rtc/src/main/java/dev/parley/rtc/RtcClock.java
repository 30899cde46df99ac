package dev.parley.rtc;

/** The one place where this module reads the machine's clocks; everything below is told the time. */
final class RtcClock {
    private static final long START = System.nanoTime();

    private RtcClock() {}

    /** Monotonic, since the class was loaded. */
    static long millis() {
        return (System.nanoTime() - START) / 1_000_000;
    }

    /** Monotonic, since the class was loaded. */
    static long nanos() {
        return System.nanoTime() - START;
    }

    /** Monotonic, as others in the process read it who keep a beat. */
    static long sharedNanos() {
        return System.nanoTime();
    }

    /** Monotonic, in samples at 48 kHz, modulo 2³². */
    static int samples() {
        return (int) ((System.nanoTime() - START) * 6 / 125_000);
    }

    static long epochMillis() {
        return System.currentTimeMillis();
    }
}
