package dev.parley.realtime.livekit.media;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Audio of any mono format in frames of any length, made into what a room's track takes. One thread. */
final class TrackFrames {
    static final int SAMPLES = 960;

    private final Consumer<short[]> out;
    private final short[] frame = new short[SAMPLES];
    private @Nullable Resampler resampler;
    private @Nullable AudioFormat format;
    private int filled;

    TrackFrames(Consumer<short[]> out) {
        this.out = out;
    }

    void accept(AudioFrame audio) {
        AudioFrame fullBand = resampled(audio);
        int samples = fullBand.samples();
        for (int read = 0; read < samples; ) {
            int count = Math.min(samples - read, SAMPLES - filled);
            fullBand.copySamples(read, count, frame, filled);
            read += count;
            filled += count;
            if (filled == SAMPLES) {
                filled = 0;
                out.accept(frame);
            }
        }
    }

    private AudioFrame resampled(AudioFrame audio) {
        if (audio.format().channels() != 1) {
            throw new IllegalArgumentException(
                    "channels of a room's track: " + audio.format().channels() + " (expected: 1)");
        }
        if (audio.format().equals(AudioFormat.FULLBAND)) {
            return audio;
        }
        if (resampler == null || !audio.format().equals(format)) {
            format = audio.format();
            resampler = Resampler.between(audio.format(), AudioFormat.FULLBAND);
        }
        return resampler.accept(audio);
    }
}
