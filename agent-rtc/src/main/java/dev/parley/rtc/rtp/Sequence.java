package dev.parley.rtc.rtp;

/** Arithmetic on 16-bit sequence numbers that wrap (RFC 1982). */
public final class Sequence {
    private Sequence() {}

    /** How far {@code later} is ahead of {@code earlier}: −32768 to 32767. */
    public static int distance(int earlier, int later) {
        return (short) (later - earlier);
    }

    /** The number that is this far ahead. */
    public static int plus(int sequence, int steps) {
        return (sequence + steps) & 0xFFFF;
    }
}
