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

    /** A fan: as much of the even white as of a pink that is added up from numbers which change ever more rarely. */
    static float[] fan(int samples, long seed) {
        Random random = new Random(seed);
        float[] white = new float[samples];
        for (int i = 0; i < samples; i++) {
            white[i] = random.nextFloat() - 0.5f;
        }
        return sum(white, stepped(samples, random), random, 0);
    }

    /** A street: as much brown as pink noise, louder and softer by some 4 dB within seconds. */
    static float[] street(int samples, long seed) {
        Random random = new Random(seed);
        float[] brown = new float[samples];
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum = 0.998 * sum + random.nextGaussian();
            brown[i] = (float) sum;
        }
        return sum(brown, stepped(samples, random), random, 4);
    }

    /** A hoover: the overtones of a motor whose speed wanders by 3 %, over the hiss of its air stream. */
    static float[] hoover(int samples, long seed) {
        Random random = new Random(seed);
        float[] motor = new float[samples];
        float[] air = new float[samples];
        double turn = 0;
        double wander = 0;
        double low = 0;
        for (int i = 0; i < samples; i++) {
            wander += 0.0002 * (random.nextGaussian() - 0.02 * wander);
            turn += 2 * Math.PI * 205 * (1 + 0.03 * Math.sin(wander)) / Scene.RATE;
            for (int overtone = 1; overtone <= 9; overtone++) {
                motor[i] += (float) (Math.sin(overtone * turn) / (1 + Math.abs(overtone - 3)));
            }
            low += 0.35 * (random.nextGaussian() - low);
            air[i] = (float) low;
        }
        return sum(motor, air, random, 0);
    }

    /** Rain: some 150 drops a second, each a short ring of a pitch of its own, over a steady hiss. */
    static float[] rain(int samples, long seed) {
        Random random = new Random(seed);
        float[] hiss = white(samples, seed + 1);
        float[] drops = new float[samples];
        int count = (int) (150L * samples / Scene.RATE);
        for (int drop = 0; drop < count; drop++) {
            int at = random.nextInt(samples);
            double pitch = 2 * Math.PI * (400 + 5_000 * random.nextDouble()) / Scene.RATE;
            double loud = Math.exp(0.6 * random.nextGaussian());
            for (int i = 0; i < 200; i++) {
                drops[(at + i) % samples] += (float) (loud * Math.exp(-i / 40.0) * Math.sin(pitch * i));
            }
        }
        return sum(drops, hiss, random, 2);
    }

    /** Pink noise as Voss made it: the sum of 16 numbers, of which the n-th is drawn anew every 2ⁿ samples. */
    private static float[] stepped(int samples, Random random) {
        float[] rows = new float[16];
        float[] pink = new float[samples];
        float sum = 0;
        for (int i = 0; i < samples; i++) {
            int row = Math.min(rows.length - 1, Integer.numberOfTrailingZeros(i + 1));
            float drawn = random.nextFloat() - 0.5f;
            sum += drawn - rows[row];
            rows[row] = drawn;
            pink[i] = sum + random.nextFloat() - 0.5f;
        }
        return pink;
    }

    /** Both at the same power; every 3 s they come to another level, within so many decibels of the middle. */
    private static float[] sum(float[] one, float[] other, Random random, double swellDecibel) {
        double oneGain = 3_000 / Scene.rms(one);
        double otherGain = 3_000 / Scene.rms(other);
        double from = 0;
        double to = 0;
        float[] sum = new float[one.length];
        for (int i = 0; i < sum.length; i++) {
            int place = i % (3 * Scene.RATE);
            if (place == 0) {
                from = to;
                to = swellDecibel * (2 * random.nextDouble() - 1);
            }
            double gain = Math.pow(10, (from + (to - from) * place / (3 * Scene.RATE)) / 20);
            sum[i] = (float) (gain * (oneGain * one[i] + otherGain * other[i]));
        }
        return sum;
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
