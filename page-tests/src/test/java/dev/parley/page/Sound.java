package dev.parley.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** PCM16 LE for tests: made, taken apart, and measured. */
final class Sound {

    private Sound() {}

    /** 20 ms frames of a sine at a third of full scale. */
    static List<byte[]> tone(double hertz, double seconds, int rate) {
        List<byte[]> frames = new ArrayList<>();
        int frameLength = rate / 50;
        for (int start = 0; start < seconds * rate; start += frameLength) {
            ByteBuffer frame = ByteBuffer.allocate(2 * frameLength).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = start; i < start + frameLength; i++) {
                frame.putShort((short) (11_000 * Math.sin(2 * Math.PI * hertz * i / rate)));
            }
            frames.add(frame.array());
        }
        return frames;
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
