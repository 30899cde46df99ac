package dev.parley.realtime.openai.wire;

import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.socket.Outlet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes {@code input_audio_buffer.append}: bytes of audio to bytes of JSON, with no text between. Not thread-safe. */
public final class AppendWriter {
    private static final byte[] CLOSE = "\"}".getBytes(StandardCharsets.US_ASCII);

    private final byte[] open;
    /** Used again, since almost all are of one size. */
    private byte[] text = {};

    public AppendWriter(EventNames names) {
        open = ("{\"type\":\"" + names.sent("input_audio_buffer.append") + "\",\"audio\":\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Gives the whole text for this audio, in the session's codec. */
    public void write(byte[] audio, Outlet.Taker taker) {
        int size = open.length + (audio.length + 2) / 3 * 4 + CLOSE.length;
        if (text.length != size) {
            text = new byte[size];
        }
        int length = Base64.getEncoder().encode(audio, text); // to the beginning, the only place it can write to
        System.arraycopy(text, 0, text, open.length, length);
        System.arraycopy(open, 0, text, 0, open.length);
        System.arraycopy(CLOSE, 0, text, open.length + length, CLOSE.length);
        taker.take(text, 0, size);
    }
}
