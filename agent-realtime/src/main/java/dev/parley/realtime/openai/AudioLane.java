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
 * The caller's audio on its way to the model, in the wire's codec. Bound: {@link LinkSettings#audioKept}; drop policy: the
 * oldest frame goes, counted. Thread-safe.
 */
final class AudioLane implements Outlet {
    private static final byte[] NOTHING = {};

    private final AudioCodec codec;
    private final AppendWriter writer;
    private final int appendBytes;
    private final int mostBytes;
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private int waiting;
    private long dropped;
    private Runnable wake = () -> {};

    AudioLane(AudioCodec codec, AppendWriter writer, LinkSettings settings) {
        this.codec = codec;
        this.writer = writer;
        this.appendBytes = bytes(settings.append());
        this.mostBytes = bytes(settings.audioKept());
    }

    private int bytes(Duration time) {
        return Math.toIntExact(Math.max(1, time.toMillis()) * codec.bytesPerMillisecond());
    }

    void accept(AudioFrame frame) {
        if (!frame.format().equals(codec.format())) {
            throw new IllegalArgumentException(
                    "audio format: " + frame.format() + " (expected: " + codec.format() + ")");
        }
        byte[] encoded = codec.encode(frame);
        Runnable carrier;
        synchronized (this) {
            frames.addLast(encoded);
            waiting += encoded.length;
            while (waiting > mostBytes && frames.size() > 1) {
                waiting -= frames.removeFirst().length;
                dropped++;
            }
            if (waiting < appendBytes) {
                return;
            }
            carrier = wake;
        }
        carrier.run();
    }

    /** Who is told that there is enough to send. */
    synchronized void wake(Runnable carrier) {
        wake = carrier;
    }

    synchronized void clear() {
        frames.clear();
        waiting = 0;
    }

    synchronized long dropped() {
        return dropped;
    }

    @Override
    public byte[] next(boolean all) {
        byte[] audio = take(all);
        return audio.length == 0 ? NOTHING : writer.write(audio);
    }

    /** Whole frames, as many as make an append. */
    private synchronized byte[] take(boolean all) {
        if (waiting == 0 || (waiting < appendBytes && !all)) {
            return NOTHING;
        }
        int size = 0;
        int count = 0;
        for (byte[] frame : frames) {
            size += frame.length;
            count++;
            if (size >= appendBytes) {
                break;
            }
        }
        byte[] audio = new byte[size];
        for (int at = 0; count > 0; count--) {
            byte[] frame = frames.removeFirst();
            System.arraycopy(frame, 0, audio, at, frame.length);
            at += frame.length;
        }
        waiting -= size;
        return audio;
    }
}
