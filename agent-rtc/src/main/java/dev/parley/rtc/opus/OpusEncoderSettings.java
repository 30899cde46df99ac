package dev.parley.rtc.opus;

/**
 * How an encoder trades quality for bytes and time. Opus' own DTX is never used: it takes a steady sound for background noise.
 *
 * @param bitrate bit/s, 6,000 to 510,000
 * @param complexity 0 to 10: higher sounds better and costs more processor time
 * @param expectedLossPercent 0 to 100: the more loss is expected, the more bits go into in-band FEC. At 24 kbit/s there is FEC from
 *     about 8 % on, and then the sound is wideband (8 kHz)
 * @param fec whether each packet may also carry the frame before it at low quality; at no expected loss it never does
 * @param signal what the sound is taken for
 */
public record OpusEncoderSettings(
        int bitrate, int complexity, int expectedLossPercent, boolean fec, OpusSignal signal) {
    /** From here on a voice sounds no worse as a waveform than it does at half the bits as a voice. */
    private static final int WAVEFORM_BITRATE = 48_000;

    public OpusEncoderSettings {
        requireRange("bitrate", bitrate, 6_000, 510_000);
        requireRange("complexity", complexity, 0, 10);
        requireRange("expected loss in percent", expectedLossPercent, 0, 100);
    }

    /** Speech at 48 kbit/s, as LiveKit's clients publish it by default, at complexity 5 and with FEC for 10 % loss. */
    public static OpusEncoderSettings standard() {
        return new OpusEncoderSettings(48_000, 5, 10, true, OpusSignal.VOICE);
    }

    /** The same where no packet is lost: without FEC and, if there are bits enough, in less than half of the time. */
    public OpusEncoderSettings withoutLoss() {
        return withExpectedLossPercent(0).withSignal(bitrate < WAVEFORM_BITRATE ? signal : OpusSignal.MUSIC);
    }

    public OpusEncoderSettings withBitrate(int bitsPerSecond) {
        return new OpusEncoderSettings(bitsPerSecond, complexity, expectedLossPercent, fec, signal);
    }

    public OpusEncoderSettings withComplexity(int level) {
        return new OpusEncoderSettings(bitrate, level, expectedLossPercent, fec, signal);
    }

    public OpusEncoderSettings withExpectedLossPercent(int percent) {
        return new OpusEncoderSettings(bitrate, complexity, percent, fec, signal);
    }

    public OpusEncoderSettings withFec(boolean on) {
        return new OpusEncoderSettings(bitrate, complexity, expectedLossPercent, on, signal);
    }

    public OpusEncoderSettings withSignal(OpusSignal sound) {
        return new OpusEncoderSettings(bitrate, complexity, expectedLossPercent, fec, sound);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "opus " + name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
