package dev.parley.offline.recognition;

import dev.parley.audio.AudioFrame;
import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataEndSignal;
import edu.cmu.sphinx.frontend.DataStartSignal;
import edu.cmu.sphinx.frontend.DoubleData;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** Gives one utterance after another to a front end. Confined to the thread that recognises. */
final class UtteranceSource extends BaseDataProcessor {
    private static final int BLOCK = 1600;
    private static final int MARGIN = 1600;
    private static final double NOISE = 50;

    /** No two frames of a process share a number, since the acoustic model keeps scores by it. */
    private static final AtomicLong NEXT_SAMPLE = new AtomicLong();

    private final Queue<Data> pending = new ArrayDeque<>();

    /** Starts an utterance; a little quiet is put around it, which the grammar's silences fall into. */
    void open(AudioFrame utterance) {
        pending.clear();
        int rate = utterance.format().sampleRate();
        int total = utterance.samples() + 2 * MARGIN;
        long first = NEXT_SAMPLE.getAndAdd(total + 4L * BLOCK);
        pending.add(new DataStartSignal(rate, first));
        for (int from = 0; from < total; from += BLOCK) {
            double[] block = new double[Math.min(BLOCK, total - from)];
            for (int i = 0; i < block.length; i++) {
                block[i] = sampleAt(utterance, from + i - MARGIN);
            }
            pending.add(new DoubleData(block, rate, first + from));
        }
        pending.add(new DataEndSignal(utterance.duration().toMillis()));
    }

    /**
     * Digital silence is unlike any that the model has heard: a little noise, 56 dB below full scale and the same for
     * the same place, is put over everything. Synthesised voices are understood markedly better with it.
     */
    private static double sampleAt(AudioFrame utterance, int index) {
        double noise = NOISE * (((index * 0x9E3779B9) ^ ((index * 0x85EBCA6B) >>> 7)) / 2147483648.0);
        return index < 0 || index >= utterance.samples() ? noise : utterance.sample(index) + noise;
    }

    @Override
    public Data getData() {
        Data next = pending.poll();
        if (next == null) {
            throw new IllegalStateException("utterance: read past its end (expected: to stop at its end signal)");
        }
        return next;
    }
}
