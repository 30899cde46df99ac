package dev.parley.vad;

/** The discrete Fourier transform of one size, in place; tables are shared, so one instance serves all streams. */
final class Fft {
    private final int size;
    private final int[] mirrored;
    private final float[] cosine;
    private final float[] sine;

    /** A transform of this many points, a power of two. */
    Fft(int size) {
        this.size = size;
        mirrored = new int[size];
        cosine = new float[size / 2];
        sine = new float[size / 2];
        int bits = Integer.numberOfTrailingZeros(size);
        for (int i = 0; i < size; i++) {
            mirrored[i] = Integer.reverse(i) >>> (32 - bits);
        }
        for (int i = 0; i < size / 2; i++) {
            cosine[i] = (float) Math.cos(2 * Math.PI * i / size);
            sine[i] = (float) -Math.sin(2 * Math.PI * i / size);
        }
    }

    void transform(float[] real, float[] imaginary) {
        for (int i = 0; i < size; i++) {
            int j = mirrored[i];
            if (j > i) {
                swap(real, i, j);
                swap(imaginary, i, j);
            }
        }
        for (int half = 1; half < size; half *= 2) {
            for (int block = 0; block < size; block += 2 * half) {
                for (int i = 0; i < half; i++) {
                    butterfly(real, imaginary, block + i, half, i * (size / 2 / half));
                }
            }
        }
    }

    private void butterfly(float[] real, float[] imaginary, int at, int half, int turn) {
        float c = cosine[turn];
        float s = sine[turn];
        float re = real[at + half] * c - imaginary[at + half] * s;
        float im = real[at + half] * s + imaginary[at + half] * c;
        real[at + half] = real[at] - re;
        imaginary[at + half] = imaginary[at] - im;
        real[at] += re;
        imaginary[at] += im;
    }

    private static void swap(float[] values, int i, int j) {
        float kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
}
