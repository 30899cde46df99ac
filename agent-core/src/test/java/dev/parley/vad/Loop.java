package dev.parley.vad;

import java.util.List;
import java.util.Random;

/** A background put together from sounds; what goes beyond its end begins it, so it repeats without a seam. */
final class Loop {
    private final float[] samples;

    Loop(double seconds) {
        samples = new float[(int) Math.round(seconds * Scene.RATE)];
    }

    /** Adds a sound from this place on, at this gain. */
    Loop add(float[] sound, double seconds, double gain) {
        return add(sound, sound.length, (int) Math.round(seconds * Scene.RATE), gain);
    }

    /** Lets somebody say these things by turns without end, in an order and from a place that chance decides. */
    void talk(List<float[]> said, Random random) {
        int at = random.nextInt(samples.length);
        for (int left = samples.length, i = random.nextInt(said.size()); left > 0; i++) {
            float[] words = said.get(i % said.size());
            add(words, Math.min(left, words.length), at, 3_000 / Scene.rms(words));
            int next = words.length + random.nextInt(Scene.RATE / 2);
            at += next;
            left -= next;
        }
    }

    float[] samples() {
        return samples.clone();
    }

    private Loop add(float[] sound, int count, int at, double gain) {
        for (int i = 0; i < count; i++) {
            samples[(at + i) % samples.length] += (float) (gain * sound[i]);
        }
        return this;
    }
}
