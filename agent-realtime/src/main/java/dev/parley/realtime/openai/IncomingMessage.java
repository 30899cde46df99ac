package dev.parley.realtime.openai;

import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.openai.settings.AudioCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as it comes from the socket's thread, kept until somebody takes it. Bound: an amount of audio; what is beyond it
 * is told once and dropped. Thread-safe.
 */
final class IncomingMessage implements RealtimeMessage {
    private final String itemId;
    private final AudioCodec codec;
    private final long mostBytes;
    private final Runnable tooLong;
    private final List<AudioFrame> kept = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private byte[] odd = {};
    private long bytes;
    private boolean ended;
    private boolean brokenOff;
    private @Nullable Listener listener;

    IncomingMessage(String itemId, AudioCodec codec, long mostBytes, Runnable tooLong) {
        this.itemId = itemId;
        this.codec = codec;
        this.mostBytes = mostBytes;
        this.tooLong = tooLong;
    }

    @Override
    public String itemId() {
        return itemId;
    }

    @Override
    public synchronized void deliverTo(Listener taker) {
        if (listener != null) {
            throw new IllegalStateException("message " + itemId + ": taken already (expected: one taker)");
        }
        listener = taker;
        if (text.length() > 0) {
            taker.text(text.toString());
            text.setLength(0);
        }
        kept.forEach(taker::audio);
        kept.clear();
        if (brokenOff) {
            taker.breakOff();
        } else if (ended) {
            taker.end();
        }
    }

    synchronized void text(String delta) {
        if (ended) {
            return;
        }
        if (listener != null) {
            listener.text(delta);
        } else if (text.length() < mostBytes) {
            text.append(delta);
        }
    }

    /** Takes audio in the wire's codec, which is given away; a sample may be cut in two by the end of a piece. */
    synchronized void audio(byte[] encoded) {
        if (ended || bytes > mostBytes) {
            return;
        }
        bytes += encoded.length;
        if (bytes > mostBytes) {
            tooLong.run();
            return;
        }
        byte[] whole = codec == AudioCodec.PCM ? wholeSamples(encoded) : encoded;
        if (whole.length == 0) {
            return;
        }
        AudioFrame frame = codec.decode(whole);
        if (listener != null) {
            listener.audio(frame);
        } else {
            kept.add(frame);
        }
    }

    private byte[] wholeSamples(byte[] piece) {
        if (odd.length == 0 && piece.length % 2 == 0) {
            return piece;
        }
        byte[] joined = new byte[odd.length + piece.length];
        System.arraycopy(odd, 0, joined, 0, odd.length);
        System.arraycopy(piece, 0, joined, odd.length, piece.length);
        int even = joined.length - joined.length % 2;
        odd = java.util.Arrays.copyOfRange(joined, even, joined.length);
        return java.util.Arrays.copyOf(joined, even);
    }

    synchronized void end() {
        if (!ended) {
            ended = true;
            if (listener != null) {
                listener.end();
            }
        }
    }

    /** Nothing more comes of it; without effect once it has ended. */
    synchronized void breakOff() {
        if (!ended) {
            ended = true;
            brokenOff = true;
            if (listener != null) {
                listener.breakOff();
            }
        }
    }
}
