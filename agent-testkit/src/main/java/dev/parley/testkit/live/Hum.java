package dev.parley.testkit.live;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;

/** A tone of 200 Hz, loud enough to be taken for speech by {@link LiveScript}'s detector. */
public final class Hum {
    private Hum() {}

    /** This much of the tone; stretches join without a seam if they are multiples of 5 ms. */
    public static AudioFrame frame(AudioFormat format, Duration length) {
        int count = format.samplesFor(length);
        short[] samples = new short[count * format.channels()];
        for (int i = 0; i < count; i++) {
            short value = (short) (8000 * Math.sin(2 * Math.PI * 200 * i / format.sampleRate()));
            for (int channel = 0; channel < format.channels(); channel++) {
                samples[i * format.channels() + channel] = value;
            }
        }
        return AudioFrame.ofSamples(samples, format);
    }
}
