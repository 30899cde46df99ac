package dev.parley.cli.caller;

import dev.parley.audio.AudioFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** The agent's voice as it arrived: speech after speech, half a second between turns. Keeps the first half hour. */
final class Recording {
    private static final int MOST_BYTES = Microphone.FORMAT.bytesFor(Duration.ofMinutes(30));
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ByteArrayOutputStream pcm = new ByteArrayOutputStream();

    void add(ByteBuffer frame) {
        if (pcm.size() + frame.remaining() <= MOST_BYTES) {
            pcm.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
        }
    }

    void pause() {
        add(ByteBuffer.wrap(AudioFrame.silence(PAUSE, Microphone.FORMAT).toByteArray()));
    }

    int bytes() {
        return pcm.size();
    }

    AudioFrame audio() {
        return AudioFrame.wrap(evened(), Microphone.FORMAT);
    }

    /** What was recorded from this byte on. */
    AudioFrame audioFrom(int start) {
        AudioFrame all = audio();
        return all.slice(Math.min(start / 2, all.samples()), all.samples());
    }

    private byte[] evened() {
        byte[] all = pcm.toByteArray();
        return all.length % 2 == 0 ? all : Arrays.copyOf(all, all.length - 1);
    }
}
