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

    /**
     * Starts an utterance: what is loud in it with 100 ms on either side, which the grammar's silences fall into. The
     * mean that is taken from all features is one of speech only as long as quiet is the smaller part; after a detector's
     * half seconds of quiet, short sentences were misheard.
     */
    void open(AudioFrame utterance) {
        pending.clear();
        int rate = utterance.format().sampleRate();
        Span loud = Span.of(utterance);
        int total = loud.samples() + 2 * MARGIN;
        long first = NEXT_SAMPLE.getAndAdd(total + 4L * BLOCK);
        pending.add(new DataStartSignal(rate, first));
        for (int from = 0; from < total; from += BLOCK) {
            double[] block = new double[Math.min(BLOCK, total - from)];
            for (int i = 0; i < block.length; i++) {
                block[i] = sampleAt(utterance, loud.from() + from + i - MARGIN);
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

    /** From the first sample that belongs to speech to the last. */
    private record Span(int from, int to) {
        private static final int STEP = 160;

        /** Of the loudest 10 ms, in energy: 36 dB below, where the weakest consonants are. */
        private static final double AUDIBLE = 2.5e-4;

        static Span of(AudioFrame utterance) {
            double loudest = 0;
            for (int at = 0; at < utterance.samples(); at += STEP) {
                loudest = Math.max(loudest, energy(utterance, at));
            }
            int from = 0;
            while (from < utterance.samples() && energy(utterance, from) < loudest * AUDIBLE) {
                from += STEP;
            }
            int to = utterance.samples();
            while (to > from && energy(utterance, to - STEP) < loudest * AUDIBLE) {
                to -= STEP;
            }
            return new Span(from, to);
        }

        int samples() {
            return to - from;
        }

        private static double energy(AudioFrame utterance, int from) {
            double sum = 0;
            int first = Math.max(0, from);
            for (int i = first; i < Math.min(first + STEP, utterance.samples()); i++) {
                sum += (double) utterance.sample(i) * utterance.sample(i);
            }
            return sum;
        }
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
