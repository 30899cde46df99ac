package dev.parley.realtime.openai;

import dev.parley.audio.AudioFrame;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.socket.Outlet;
import dev.parley.realtime.openai.wire.AppendWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The caller's audio on its way to the model. Bound: {@link LinkSettings#audioKept}; drop policy: the
 * oldest frame goes, counted.
 *
 * <p>What was sent of a turn that is not answered yet is kept as well, within the same bound, and for a second of what is none
 * yet: a connection that breaks takes with it what it has heard, and the next one must hear it again. Thread-safe.
 */
final class AudioLane implements Outlet {
    /** Longer than a detector needs to find the beginning of speech, and to tell. */
    private static final Duration BEFORE_SPEECH = Duration.ofSeconds(1);

    private final AudioCodec codec;
    private final AppendWriter writer;
    private final int appendBytes;
    private final int mostBytes;
    private final Deque<AudioFrame> frames = new ArrayDeque<>();
    private final Deque<AudioFrame> sent = new ArrayDeque<>();
    private int waiting;
    private int kept;
    private int keepMost;
    private long position;
    private long dropped;
    /** An append's audio in the wire's codec; used again, since almost all are of one size. */
    private byte[] gathered = {};

    private Runnable wake = () -> {};

    AudioLane(AudioCodec codec, AppendWriter writer, LinkSettings settings) {
        this.codec = codec;
        this.writer = writer;
        this.appendBytes = bytes(settings.append());
        this.mostBytes = bytes(settings.audioKept());
        this.keepMost = Math.min(mostBytes, bytes(BEFORE_SPEECH));
    }

    private int bytes(Duration time) {
        return Math.toIntExact(Math.max(1, time.toMillis()) * codec.bytesPerMillisecond());
    }

    void accept(AudioFrame frame) {
        if (!frame.format().equals(codec.format())) {
            throw new IllegalArgumentException(
                    "audio format: " + frame.format() + " (expected: " + codec.format() + ")");
        }
        Runnable carrier;
        synchronized (this) {
            frames.addLast(frame);
            waiting += codec.bytesOf(frame);
            dropOldest();
            if (waiting < appendBytes) {
                return;
            }
            carrier = wake;
        }
        carrier.run();
    }

    private void dropOldest() {
        while (waiting > mostBytes && frames.size() > 1) {
            waiting -= codec.bytesOf(frames.removeFirst());
            dropped++;
        }
    }

    /** The caller speaks: what is sent from a moment ago on is kept until it is answered. */
    synchronized void keepSent() {
        keepMost = mostBytes;
    }

    /** What was sent was heard and is being answered. */
    synchronized void forgetSent() {
        keepMost = Math.min(mostBytes, bytes(BEFORE_SPEECH));
        forgetBeyond(0);
    }

    private void forgetBeyond(int most) {
        while (kept > most) {
            kept -= codec.bytesOf(sent.removeFirst());
        }
    }

    /** What was sent on this connection from that moment on is to be sent once more, as far as it is kept. */
    synchronized void rewind(long fromMillis) {
        long from = fromMillis * codec.bytesPerMillisecond();
        while (!sent.isEmpty() && position - codec.bytesOf(sent.getLast()) >= from) {
            AudioFrame frame = sent.removeLast();
            int bytes = codec.bytesOf(frame);
            position -= bytes;
            kept -= bytes;
            frames.addFirst(frame);
            waiting += bytes;
        }
        dropOldest();
    }

    /** Another connection begins, which has heard nothing yet. */
    synchronized void begin() {
        sent.clear();
        kept = 0;
        position = 0;
    }

    /** Who is told that there is enough to send. */
    synchronized void wake(Runnable carrier) {
        wake = carrier;
    }

    synchronized void clear() {
        frames.clear();
        waiting = 0;
        forgetBeyond(0);
    }

    synchronized long dropped() {
        return dropped;
    }

    /** Whole frames, as many as make an append. */
    @Override
    public synchronized void next(boolean all, Taker taker) {
        if (waiting == 0 || (waiting < appendBytes && !all)) {
            return;
        }
        int size = 0;
        int count = 0;
        for (AudioFrame frame : frames) {
            size += codec.bytesOf(frame);
            count++;
            if (size >= appendBytes) {
                break;
            }
        }
        if (gathered.length != size) {
            gathered = new byte[size];
        }
        for (int at = 0; count > 0; count--) {
            AudioFrame frame = frames.removeFirst();
            codec.encode(frame, gathered, at);
            at += codec.bytesOf(frame);
            sent.addLast(frame);
        }
        position += size;
        kept += size;
        forgetBeyond(keepMost);
        waiting -= size;
        writer.write(gathered, taker);
    }
}
