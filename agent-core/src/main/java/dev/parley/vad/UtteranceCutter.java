package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.Arrays;

/**
 * Keeps the audio of the utterance that is being spoken, with half a second from before its detection (LiveKit Agents'
 * prefix padding), 60 s at most. Takes audio {@linkplain #step step} by step, each followed by what the detector found in it, so
 * that what is found in a long frame is cut where it is. Not thread-safe.
 */
public final class UtteranceCutter {
    private static final Duration PREFIX = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(100);

    private final AudioFormat format;
    private final int prefixBytes;
    private final int mostBytes;
    private byte[] kept = new byte[32 * 1024];
    private int size;
    private boolean speaking;

    public UtteranceCutter(AudioFormat format) {
        this.format = format;
        this.prefixBytes = format.bytesFor(PREFIX);
        this.mostBytes = format.bytesFor(LONGEST);
    }

    /** The most samples per channel to be taken at a time. */
    public static int step(AudioFormat format) {
        return format.samplesFor(STEP);
    }

    /** Takes more audio, speech or silence, in the cutter's format. */
    public void accept(AudioFrame frame) {
        if (size + frame.byteCount() > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(kept.length * 2, size + frame.byteCount()));
        }
        frame.copyTo(kept, size);
        size += frame.byteCount();
        if (!speaking && size > 2 * prefixBytes) {
            keepPrefix();
        }
    }

    /** Whether an utterance is under way. */
    public boolean speaking() {
        return speaking;
    }

    /** Whether the utterance is as long as one may get: it is to be cut. */
    public boolean full() {
        return speaking && size >= mostBytes;
    }

    /** Speech has been detected. No change if an utterance is under way. */
    public void begin() {
        if (!speaking) {
            keepPrefix();
            speaking = true;
        }
    }

    /** The utterance, which is over. */
    public AudioFrame end() {
        AudioFrame utterance = cut();
        speaking = false;
        return utterance;
    }

    /** The utterance so far; it goes on. */
    public AudioFrame cut() {
        AudioFrame utterance = AudioFrame.wrap(Arrays.copyOf(kept, size), format);
        size = 0;
        return utterance;
    }

    /** Forgets the audio, and the utterance that is under way. */
    public void forget() {
        size = 0;
        speaking = false;
    }

    /** Forgets all but the last half second. */
    private void keepPrefix() {
        if (size > prefixBytes) {
            System.arraycopy(kept, size - prefixBytes, kept, 0, prefixBytes);
            size = prefixBytes;
        }
    }
}
