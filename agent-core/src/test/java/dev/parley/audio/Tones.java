package dev.parley.audio;

import java.util.Random;

/** Test signals, and how loud a single tone is in what came out. */
final class Tones {
    private Tones() {}

    static AudioFrame sine(double hertz, double amplitude, int rate, int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hertz * i / rate + 0.3));
        }
        return AudioFrame.ofSamples(tone, AudioFormat.mono(rate));
    }

    static AudioFrame whiteNoise(int samples, AudioFormat format, long seed) {
        Random random = new Random(seed);
        short[] noise = new short[samples * format.channels()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt();
        }
        return AudioFrame.ofSamples(noise, format);
    }

    static AudioFrame resampleWhole(AudioFrame input, int to) {
        Resampler resampler = Resampler.between(input.format(), AudioFormat.mono(to));
        AudioFrame body = resampler.accept(input);
        AudioFrame rest = resampler.flush();
        byte[] all = new byte[body.byteCount() + rest.byteCount()];
        body.copyTo(all, 0);
        rest.copyTo(all, body.byteCount());
        return AudioFrame.wrap(all, body.format());
    }

    /** Amplitude of one tone in the middle of the audio, under a window whose side lobes are below -90 dB. */
    static double amplitude(AudioFrame audio, double hertz) {
        int from = audio.samples() / 10;
        int length = audio.samples() - 2 * from;
        double cosine = 0;
        double sine = 0;
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double x = 2 * Math.PI * i / (length - 1);
            double window = 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
            double angle = 2 * Math.PI * hertz * i / audio.format().sampleRate();
            cosine += window * audio.sample(from + i) * Math.cos(angle);
            sine += window * audio.sample(from + i) * Math.sin(angle);
            sum += window;
        }
        return 2 * Math.hypot(cosine, sine) / sum;
    }

    static int[] samples(AudioFrame audio) {
        int[] samples = new int[audio.byteCount() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = audio.sample(i);
        }
        return samples;
    }
}
