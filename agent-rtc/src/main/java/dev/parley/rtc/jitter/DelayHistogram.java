package dev.parley.rtc.jitter;

import java.util.Arrays;

/** Delays of the last packets, in classes of 5 ms; answers for how long to wait so that a given part of them is in time. */
final class DelayHistogram {
    private static final int PACKETS = 500;
    private static final int CLASS_SAMPLES = 240;

    private final int[] counts;
    private final short[] window = new short[PACKETS];
    private long added;

    DelayHistogram(int longestSamples) {
        counts = new int[longestSamples / CLASS_SAMPLES + 2];
    }

    void clear() {
        Arrays.fill(counts, 0);
        added = 0;
    }

    void add(long delaySamples) {
        int slot = (int) (added % PACKETS);
        if (added >= PACKETS) {
            counts[window[slot]]--;
        }
        long rounded = Math.max(0, delaySamples + CLASS_SAMPLES - 1) / CLASS_SAMPLES;
        window[slot] = (short) Math.min(counts.length - 1, rounded);
        counts[window[slot]]++;
        added++;
    }

    /** The delay in samples, rounded up to a class, that this many of a thousand packets don't exceed. */
    int quantile(int perMille) {
        long packets = Math.min(added, PACKETS);
        long wanted = (packets * perMille + 999) / 1000;
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return i * CLASS_SAMPLES;
            }
        }
        return 0;
    }
}
