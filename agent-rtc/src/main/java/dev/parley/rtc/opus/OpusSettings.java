package dev.parley.rtc.opus;

/**
 * How an encoder works.
 *
 * @param bitrate in bit/s, 6000 to 128000; 24000 is transparent for wideband speech
 * @param complexity 0 (least CPU) to 10
 * @param dtx whether silence is sent as next to nothing (RFC 7587 §3.1.3); the receiver fills in noise
 * @param fec whether each packet carries a coarse copy of the one before (RFC 6716 §2.1.7)
 * @param expectedLossPercent loss for which FEC is dosed, 0 to 100; FEC costs nothing at 0, and does nothing
 */
public record OpusSettings(int bitrate, int complexity, boolean dtx, boolean fec, int expectedLossPercent) {
    public OpusSettings {
        requireRange("bitrate", bitrate, 6000, 128_000);
        requireRange("complexity", complexity, 0, 10);
        requireRange("expected loss", expectedLossPercent, 0, 100);
    }

    /** 24 kbit/s at complexity 5, with DTX and FEC for 5 % loss. */
    public static OpusSettings speech() {
        return new OpusSettings(24_000, 5, true, true, 5);
    }

    /** These, at another complexity. */
    public OpusSettings withComplexity(int other) {
        return new OpusSettings(bitrate, other, dtx, fec, expectedLossPercent);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "Opus " + name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
