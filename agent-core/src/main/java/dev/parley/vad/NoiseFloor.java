package dev.parley.vad;

import java.util.Arrays;

/**
 * How loud the background is in each band, in dB: the least of the smoothed level over the last 2.4 s.
 *
 * <p>Speech leaves every band for a moment within that time, steady noise never does. It follows a noise that sets in
 * within 2.4 s and one that stops at once. (Minimum statistics, R. Martin 2001, without its bias correction: the
 * network which reads the values has learned with the bias.)
 */
final class NoiseFloor {
    private static final int BLOCKS = 6;
    private static final int BLOCK_FRAMES = 40;
    private static final float SMOOTHING = 0.25f;

    private final float[] smoothed;
    private final float[] floor;
    private final float[][] blockMinimum;
    private int block;
    private int frames;
    private boolean empty = true;

    NoiseFloor(int bands) {
        smoothed = new float[bands];
        floor = new float[bands];
        blockMinimum = new float[BLOCKS][bands];
    }

    /** Takes the levels of the next frame and returns the floors: a view that the next call changes. */
    float[] update(float[] levels) {
        if (empty) {
            System.arraycopy(levels, 0, smoothed, 0, levels.length);
            for (float[] minimum : blockMinimum) {
                System.arraycopy(levels, 0, minimum, 0, levels.length);
            }
            empty = false;
        }
        float[] current = blockMinimum[block];
        for (int i = 0; i < levels.length; i++) {
            smoothed[i] += SMOOTHING * (levels[i] - smoothed[i]);
            current[i] = Math.min(current[i], smoothed[i]);
        }
        least();
        if (++frames == BLOCK_FRAMES) {
            frames = 0;
            block = (block + 1) % BLOCKS;
            System.arraycopy(smoothed, 0, blockMinimum[block], 0, smoothed.length);
        }
        return floor;
    }

    private void least() {
        Arrays.fill(floor, Float.MAX_VALUE);
        for (float[] minimum : blockMinimum) {
            for (int i = 0; i < floor.length; i++) {
                floor[i] = Math.min(floor[i], minimum[i]);
            }
        }
    }
}
