package dev.parley.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** PCM16 LE for tests: made, taken apart, and measured. */
final class Sound {

    private Sound() {}

    /** A sine at a third of full scale that swells and fades within 10 ms, so that no edge rings. */
    static byte[] tone(double hertz, double seconds, int rate) {
        int length = (int) (seconds * rate);
        ByteBuffer pcm = ByteBuffer.allocate(2 * length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            double edge = Math.min(1, 100.0 * Math.min(i, length - i) / rate);
            pcm.putShort((short) (11_000 * edge * Math.sin(2 * Math.PI * hertz * i / rate)));
        }
        return pcm.array();
    }

    static float[] decode(byte[] pcm) {
        ByteBuffer bytes = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[pcm.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = bytes.getShort() / 32768f;
        }
        return samples;
    }

    static double loudest(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    /** From the first to the last sample that is clearly no silence. */
    static float[] withoutSilence(float[] samples) {
        int from = 0;
        int to = samples.length;
        while (from < to && Math.abs(samples[from]) < 0.01) {
            from++;
        }
        while (to > from && Math.abs(samples[to - 1]) < 0.01) {
            to--;
        }
        return Arrays.copyOfRange(samples, from, to);
    }

    /** By counting upward zero crossings. */
    static double pitch(float[] samples, int rate) {
        int crossings = 0;
        for (int i = 1; i < samples.length; i++) {
            if (samples[i - 1] < 0 && samples[i] >= 0) {
                crossings++;
            }
        }
        return crossings * (double) rate / samples.length;
    }
}
