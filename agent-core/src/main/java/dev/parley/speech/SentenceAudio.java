package dev.parley.speech;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.text.TimedText;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the voice puts the audio of a text, be it a sentence or more that comes piece by piece. Thread-safe; bounded by {@link #hasRoom}: who writes asks it before the next
 * frame and waits for {@link #onRoom} if there is none.
 */
public final class SentenceAudio {
    /** Audio made ahead of the playback, at most. */
    private static final int SECONDS_AHEAD = 5;

    private final Object monitor;
    private final TranscriptSynchronizer text;
    private final AudioFormat format;
    private final AudioFrame nothing;
    private final Deque<AudioFrame> frames = new ArrayDeque<>();
    private int offset;
    private int available;
    private long written;
    private boolean ended;
    private boolean failed;
    private boolean discarded;
    private Runnable whenRoom = () -> {};

    SentenceAudio(TranscriptSynchronizer text, AudioFormat format, Object monitor) {
        this.text = text;
        this.format = format;
        this.nothing = AudioFrame.wrap(new byte[0], format);
        this.monitor = monitor;
    }

    /** More of the text that the caller is to read. */
    public void text(String piece) {
        synchronized (monitor) {
            text.text(piece);
        }
    }

    /** No more of it follows. Idempotent. */
    public void endText() {
        synchronized (monitor) {
            text.endText();
        }
    }

    public boolean textEnded() {
        synchronized (monitor) {
            return text.textEnded();
        }
    }

    /** What the voice was given to say for the text's pieces up to this number of them; without it, timings are of no use. */
    public void given(String toSpeak, int pieces) {
        synchronized (monitor) {
            text.given(toSpeak, pieces);
        }
    }

    /** When the voice says what, since the beginning of this audio. */
    public void timed(TimedText timing) {
        synchronized (monitor) {
            text.timed(timing);
        }
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

    /** So much audio as a part of the frame it came in; an empty one if it came in several. */
    AudioFrame slice(int length) {
        AudioFrame first = frames.peekFirst();
        if (first == null || first.byteCount() - offset < length) {
            return nothing;
        }
        int size = format.bytesPerSample();
        AudioFrame part = first.slice(offset / size, (offset + length) / size);
        advance(first, length);
        tellIfRoom();
        return part;
    }

    /** Copies as much as there is and fits; gives the number of bytes. */
    int read(byte[] target, int at) {
        int copied = 0;
        while (available > 0 && at + copied < target.length) {
            AudioFrame first = frames.getFirst();
            int part = Math.min(first.byteCount() - offset, target.length - at - copied);
            first.copyTo(offset, part, target, at + copied);
            copied += part;
            advance(first, part);
        }
        tellIfRoom();
        return copied;
    }

    private void advance(AudioFrame first, int bytes) {
        offset += bytes;
        available -= bytes;
        if (offset == first.byteCount()) {
            frames.removeFirst();
            offset = 0;
        }
    }

    private void tellIfRoom() {
        if (hasRoom()) {
            tellRoom();
        }
    }

    /** Where the text ends that has been heard at this position of the audio, in nanoseconds. */
    int heard(long position) {
        return text.heard(position, length(), ended && !failed);
    }

    /** Whether nothing of it is left to be heard. */
    boolean wholeHeard(long position) {
        return ended && !failed && text.textEnded() && position >= length();
    }

    String text(int from, int to) {
        return text.text(from, to);
    }

    /** Audio made so far, in nanoseconds. */
    long length() {
        return written / format.bytesPerSample() * 1_000_000_000L / format.sampleRate();
    }

    private void tellRoom() {
        Runnable action = whenRoom;
        whenRoom = () -> {};
        action.run();
    }
}
