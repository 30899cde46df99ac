package dev.parley.speech;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the voice puts a sentence's audio. Thread-safe; bounded by {@link #hasRoom}: who writes asks it before the next
 * frame and waits for {@link #onRoom} if there is none.
 */
public final class SentenceAudio {
    /** Audio made ahead of the playback, at most. */
    private static final int SECONDS_AHEAD = 5;

    private final Object monitor;
    private final StringBuilder text;
    private final AudioFormat format;
    private final Deque<AudioFrame> frames = new ArrayDeque<>();
    private int offset;
    private int available;
    private long written;
    private boolean ended;
    private boolean failed;
    private boolean discarded;
    private Runnable whenRoom = () -> {};

    SentenceAudio(String text, AudioFormat format, Object monitor) {
        this.text = new StringBuilder(text);
        this.format = format;
        this.monitor = monitor;
    }

    /** Takes more audio, in the playout's format. Ignored once the utterance was stopped. */
    public void write(AudioFrame frame) {
        if (!frame.format().equals(format)) {
            throw new IllegalArgumentException("audio format: " + frame.format() + " (expected: " + format + ")");
        }
        synchronized (monitor) {
            if (discarded || ended || frame.byteCount() == 0) {
                return;
            }
            frames.addLast(frame);
            available += frame.byteCount();
            written += frame.byteCount();
        }
    }

    /** More of the text, for a voice that gives its words while it speaks. */
    public void addText(String delta) {
        synchronized (monitor) {
            text.append(delta);
        }
    }

    /** The sentence's audio is complete. Idempotent. */
    public void end() {
        synchronized (monitor) {
            ended = true;
        }
    }

    /** The voice broke off: what it has made is played, and the text counts as heard only as far as that goes. */
    public void fail() {
        synchronized (monitor) {
            failed = !ended;
            ended = true;
        }
    }

    public boolean hasRoom() {
        synchronized (monitor) {
            return discarded || available < SECONDS_AHEAD * format.sampleRate() * format.bytesPerSample();
        }
    }

    /** Runs the action as soon as there is room, at once if there is; a later one takes the place of an earlier one. */
    public void onRoom(Runnable action) {
        boolean now;
        synchronized (monitor) {
            now = hasRoom();
            whenRoom = now ? () -> {} : action;
        }
        if (now) {
            action.run();
        }
    }

    // --- for the playout, which holds the monitor

    int available() {
        return available;
    }

    boolean ended() {
        return ended;
    }

    void discard() {
        discarded = true;
        ended = true;
        frames.clear();
        available = 0;
        tellRoom();
    }

    /** Copies as much as there is and fits; gives the number of bytes. */
    int read(byte[] target, int at) {
        int copied = 0;
        while (available > 0 && at + copied < target.length) {
            AudioFrame first = frames.getFirst();
            int part = Math.min(first.byteCount() - offset, target.length - at - copied);
            first.copyTo(offset, part, target, at + copied);
            copied += part;
            offset += part;
            available -= part;
            if (offset == first.byteCount()) {
                frames.removeFirst();
                offset = 0;
            }
        }
        if (hasRoom()) {
            tellRoom();
        }
        return copied;
    }

    HeardText.Segment segment() {
        return new HeardText.Segment(
                text.toString(), format.durationOf(written / format.bytesPerSample()), ended && !failed);
    }

    private void tellRoom() {
        Runnable action = whenRoom;
        whenRoom = () -> {};
        action.run();
    }
}
