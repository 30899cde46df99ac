package dev.parley.audio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shape of linear PCM audio: signed 16-bit little-endian samples, channels interleaved.
 *
 * @param sampleRate samples per second and channel, 8000 to 48000
 * @param channels number of interleaved channels, 1 or 2
 */
public record AudioFormat(int sampleRate, int channels) {

    /** Telephone line: 8 kHz mono. */
    public static final AudioFormat TELEPHONE = mono(8_000);

    /** Wide-band speech, what recognisers expect: 16 kHz mono. */
    public static final AudioFormat WIDEBAND = mono(16_000);

    /** Rate of the realtime models and of LiveKit Agents' room audio: 24 kHz mono. */
    public static final AudioFormat REALTIME = mono(24_000);

    /** Rate of WebRTC: 48 kHz mono. */
    public static final AudioFormat FULLBAND = mono(48_000);

    public AudioFormat {
        if (sampleRate < 8_000 || sampleRate > 48_000) {
            throw new IllegalArgumentException("sample rate: " + sampleRate + " (expected: 8000 to 48000)");
        }
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1 or 2)");
        }
    }

    /** Asked for each frame on its way, almost always of the very same format; what a record does by itself is slower. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof AudioFormat format
                        && format.sampleRate == sampleRate
                        && format.channels == channels);
    }

    @Override
    public int hashCode() {
        return 31 * sampleRate + channels;
    }

    /** A one-channel format. */
    public static AudioFormat mono(int sampleRate) {
        return new AudioFormat(sampleRate, 1);
    }

    /** Bytes of one sample of every channel. */
    public int bytesPerSample() {
        return 2 * channels;
    }

    /** Bytes that the given time takes, a whole number of samples, rounded down. */
    public int bytesFor(Duration time) {
        return samplesFor(time) * bytesPerSample();
    }

    /** Samples per channel that the given time takes, rounded down. */
    public int samplesFor(Duration time) {
        return Math.toIntExact(time.toNanos() * sampleRate / 1_000_000_000L);
    }

    /** Time that the given number of samples per channel takes. */
    public Duration durationOf(long samples) {
        return Duration.ofNanos(samples * 1_000_000_000L / sampleRate);
    }
}
