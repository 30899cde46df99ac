package dev.parley.vad;

/**
 * What the detector looks at, every 10 ms of audio at 8 kHz: how far each band stands out of the background, the shape
 * of the spectrum, how harmonic it is and how it compares with the loudest voice of late.
 *
 * <p>None of it depends on the absolute level, so a quiet caller looks like a loud one. All levels are in units of 10
 * dB.
 */
final class SpeechFeatures {
    static final int SAMPLE_RATE = 8_000;
    static final int HOP = 80;
    static final int BANDS = 18;
    static final int COUNT = 2 * BANDS + 7;

    private static final int WINDOW = 256;
    private static final int BINS = WINDOW / 2;
    private static final float QUIETEST = 1e-9f;
    private static final int SHORTEST_PITCH = SAMPLE_RATE / 400;
    private static final int LONGEST_PITCH = SAMPLE_RATE / 75;
    private static final float PEAK_FALL = 0.0005f;
    private static final Fft FFT = new Fft(WINDOW);
    private static final float[] HANN = hann();
    private static final int[] BAND_EDGES = bandEdges();

    private final float[] samples = new float[WINDOW];
    private final float[] real = new float[WINDOW];
    private final float[] imaginary = new float[WINDOW];
    private final float[] power = new float[BINS];
    private final float[] levels = new float[BANDS];
    private final float[] before = new float[BANDS];
    private final float[] out = new float[COUNT];
    private final NoiseFloor bandFloor = new NoiseFloor(BANDS);
    private final NoiseFloor totalFloor = new NoiseFloor(1);
    private final float[] total = new float[1];
    private float peak = -9;
    private int fresh;

    /** Takes the next sample, at the scale of 16 bits; true when it completes a frame, whose features are then out. */
    boolean accept(float sample) {
        samples[WINDOW - HOP + fresh] = sample / 32_768f;
        if (++fresh < HOP) {
            return false;
        }
        analyse();
        System.arraycopy(samples, HOP, samples, 0, WINDOW - HOP);
        fresh = 0;
        return true;
    }

    /** The latest frame's features: a view that the next frame changes. */
    float[] values() {
        return out;
    }

    private void analyse() {
        spectrum();
        float shapeMean = bands();
        float[] floor = bandFloor.update(levels);
        float rise = 0;
        for (int b = 0; b < BANDS; b++) {
            out[b] = Math.min(5, levels[b] - floor[b]);
            out[BANDS + b] = levels[b] - shapeMean;
            rise += Math.max(0, levels[b] - before[b]);
            before[b] = levels[b];
        }
        float quiet = totalFloor.update(total)[0];
        peak = total[0] > peak ? peak + 0.2f * (total[0] - peak) : peak - PEAK_FALL;
        int at = 2 * BANDS;
        out[at] = Math.max(-5, total[0] - peak);
        out[at + 1] = Math.min(5, total[0] - quiet);
        out[at + 2] = Math.min(5, peak - quiet);
        out[at + 3] = rise / BANDS;
        out[at + 4] = shapeMean - total[0];
        harmonicity(at + 5);
    }

    private void spectrum() {
        for (int i = 0; i < WINDOW; i++) {
            real[i] = samples[i] * HANN[i];
            imaginary[i] = 0;
        }
        FFT.transform(real, imaginary);
        for (int i = 0; i < BINS; i++) {
            power[i] = real[i] * real[i] + imaginary[i] * imaginary[i];
        }
    }

    /** Fills in the levels of the bands and of the whole, and returns the mean of the bands. */
    private float bands() {
        float sum = 0;
        float all = 0;
        for (int b = 0; b < BANDS; b++) {
            float band = 0;
            for (int i = BAND_EDGES[b]; i < BAND_EDGES[b + 1]; i++) {
                band += power[i];
            }
            all += band;
            levels[b] = level(band / (BAND_EDGES[b + 1] - BAND_EDGES[b]));
            sum += levels[b];
        }
        total[0] = level(all / (BAND_EDGES[BANDS] - BAND_EDGES[0]));
        return sum / BANDS;
    }

    /**
     * The autocorrelation of the spectrally flattened frame at its best pitch, and that pitch. Flattening by the square
     * root keeps a single strong formant from passing for a pitch.
     */
    private void harmonicity(int at) {
        for (int i = 0; i < WINDOW; i++) {
            int bin = i <= BINS ? i : WINDOW - i;
            boolean voice = bin >= BAND_EDGES[0] && bin < BINS;
            real[i] = voice ? (float) Math.sqrt(power[bin]) : 0;
            imaginary[i] = 0;
        }
        FFT.transform(real, imaginary);
        int best = SHORTEST_PITCH;
        for (int lag = SHORTEST_PITCH; lag <= LONGEST_PITCH; lag++) {
            best = real[lag] > real[best] ? lag : best;
        }
        out[at] = real[0] > 0 ? real[best] / real[0] : 0;
        out[at + 1] = (float) Math.log((double) best / SHORTEST_PITCH);
    }

    private static float level(float power) {
        return (float) Math.log10(power / (0.375f * WINDOW) + QUIETEST);
    }

    private static float[] hann() {
        float[] window = new float[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW));
        }
        return window;
    }

    /** Bands of equal width on the mel scale from 90 to 3900 Hz, at least one bin each. */
    private static int[] bandEdges() {
        int[] edges = new int[BANDS + 1];
        double low = mel(90);
        double high = mel(3_900);
        for (int b = 0; b <= BANDS; b++) {
            double hertz = 700 * (Math.exp((low + (high - low) * b / BANDS) / 1127) - 1);
            int bin = (int) Math.round(hertz * WINDOW / SAMPLE_RATE);
            edges[b] = b == 0 ? bin : Math.max(edges[b - 1] + 1, bin);
        }
        return edges;
    }

    private static double mel(double hertz) {
        return 1127 * Math.log(1 + hertz / 700);
    }
}
