package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.Random;

/** Backgrounds made of numbers, the same by the same seed. */
final class Noises {
    private Noises() {}

    static float[] white(int samples, long seed) {
        Random random = new Random(seed);
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) (3_000 * random.nextGaussian());
        }
        return noise;
    }

    /** White noise through Paul Kellet's filter, 3 dB per octave down within 0.05 dB. */
    static float[] pink(int samples, long seed) {
        double[] poles = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616};
        double[] gains = {0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980};
        double[] states = new double[poles.length];
        double late = 0;
        float[] noise = white(samples, seed);
        for (int i = 0; i < samples; i++) {
            double sum = late + noise[i] * 0.5362;
            for (int p = 0; p < poles.length; p++) {
                states[p] = poles[p] * states[p] + gains[p] * noise[i];
                sum += states[p];
            }
            late = noise[i] * 0.115926;
            noise[i] = (float) sum;
        }
        return noise;
    }

    /** This sound again and again at the given level. */
    static AudioFrame repeat(float[] sound, int samples, double dbfs) {
        double gain = 32_768 * Math.pow(10, dbfs / 20) / Scene.rms(sound);
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(gain * sound[i % sound.length])));
        }
        return AudioFrame.ofSamples(pcm, AudioFormat.mono(Scene.RATE));
    }
}
