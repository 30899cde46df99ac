package dev.parley.worker.http;

import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import java.time.Duration;
import java.util.function.Consumer;

/** Cuts the agent's voice into frames of 20 ms at the caller's rate. For one stream and thread. */
final class VoiceFrames {
    static final Duration LENGTH = Duration.ofMillis(20);

    private final Resampler resampler;
    private final int frameBytes;
    private byte[] pending;
    private int filled;

    VoiceFrames(AudioFormat from, AudioFormat to) {
        this.resampler = Resampler.between(from, to);
        this.frameBytes = to.bytesFor(LENGTH);
        this.pending = new byte[frameBytes];
    }

    /** Gives the frames that are full by now. */
    void accept(AudioFrame frame, Consumer<ByteString> full) {
        cut(resampler.accept(frame), full);
    }

    /** The voice pauses: what is left goes out, filled up with silence. */
    void flush(Consumer<ByteString> full) {
        cut(resampler.flush(), full);
        if (filled > 0) {
            filled = frameBytes;
            emit(full);
        }
    }

    /** The voice was cut: what is left must not be heard. */
    void discard() {
        resampler.flush();
        pending = new byte[frameBytes];
        filled = 0;
    }

    private void cut(AudioFrame audio, Consumer<ByteString> full) {
        int samples = audio.samples();
        int size = audio.format().bytesPerSample();
        for (int read = 0; read < samples; ) {
            int count = Math.min(samples - read, (frameBytes - filled) / size);
            audio.slice(read, read + count).copyTo(pending, filled);
            filled += count * size;
            read += count;
            if (filled == frameBytes) {
                emit(full);
            }
        }
    }

    /** The buffer is given away, not copied. */
    private void emit(Consumer<ByteString> full) {
        full.accept(ByteString.fromArrayUnsafe(pending));
        pending = new byte[frameBytes];
        filled = 0;
    }
}
