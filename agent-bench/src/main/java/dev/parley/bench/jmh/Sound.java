package dev.parley.bench.jmh;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.speech.MediaClock;

/** Audio to work on: a tone that no step can take for silence. */
final class Sound {

    private Sound() {}

    /** Twenty milliseconds of it. */
    static AudioFrame frame(AudioFormat format) {
        return AudioFrame.wrap(pcm(format.bytesFor(MediaClock.PERIOD)), format);
    }

    /** So many bytes of it. */
    static byte[] pcm(int bytes) {
        byte[] pcm = new byte[bytes];
        for (int i = 0; i < bytes / 2; i++) {
            int sample = (int) (8_000 * Math.sin(i * 0.05));
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
