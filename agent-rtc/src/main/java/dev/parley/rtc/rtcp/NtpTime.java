package dev.parley.rtc.rtcp;

/** 32.32 fixed point seconds since 1900, as sender reports carry wall clock time (RFC 3550 §4). */
public final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    private NtpTime() {}

    /** Of milliseconds since 1970. */
    public static long ofEpochMillis(long millis) {
        long seconds = Math.floorDiv(millis, 1000L) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(millis, 1000L) << 32) / 1000;
        return seconds << 32 | fraction;
    }

    /** The middle 32 bits, which report blocks carry. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }
}
