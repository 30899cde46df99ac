package dev.parley.audio;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings one stream of audio from one format to another, by any frame size and without a seam between frames.
 *
 * <p>Flat to 0.1 dB up to 0.42 of the lower of the two sample rates, and at least 75 dB down from half of it on. Two
 * channels become one by their mean; one becomes two by copying.
 *
 * <p>The output is aligned with the input: the sample at a time of the output is the sound of the same time of the
 * input. It comes out once the input is 32 samples of the lower rate further (4 ms at 8 kHz, 2 ms at 16 kHz), and {@link
 * #flush} brings the last of it, so that a stream of n samples gives exactly n·to/from samples, rounded up. Equal
 * rates have no latency.
 *
 * <p>Not thread-safe: one resampler per stream and direction. Allocates nothing per frame but the output.
 */
public final class Resampler {
    private static final Set<Integer> RATES = Set.of(8_000, 16_000, 22_050, 24_000, 44_100, 48_000);
    private static final int CHUNK = 960;

    private final AudioFormat from;
    private final AudioFormat to;
    private final AudioFrame nothing;
    private final PolyphaseFilter filter;
    private final float[][] history;
    private final PcmWriter writer = new PcmWriter();
    private int filled;
    private int start;
    private int phase;
    private long consumed;
    private long produced;

    private Resampler(AudioFormat from, AudioFormat to) {
        this.from = from;
        this.to = to;
        this.nothing = AudioFrame.wrap(new byte[0], to);
        this.filter = PolyphaseFilter.between(from.sampleRate(), to.sampleRate());
        this.history = new float[Math.min(from.channels(), to.channels())][filter.before + filter.after + CHUNK];
        reset();
    }

    /**
     * A resampler for a new stream.
     *
     * @throws IllegalArgumentException if one of the rates is none of 8, 16, 22.05, 24, 44.1 and 48 kHz
     */
    public static Resampler between(AudioFormat from, AudioFormat to) {
        requireSupported(from);
        requireSupported(to);
        return new Resampler(from, to);
    }

    /**
     * Takes the next frame and gives what can be said of the output by now, which may be an empty frame. Returns the
     * very same frame if the formats are equal.
     *
     * @throws IllegalArgumentException if the frame is not of the format which this resampler takes
     */
    public AudioFrame accept(AudioFrame frame) {
        requireFormat(frame);
        if (from.equals(to)) {
            return frame;
        }
        byte[] pcm = output(consumed + frame.samples() - filter.after);
        pass(frame, writer.into(pcm));
        return wrap(pcm);
    }

    /**
     * Like {@link #accept(AudioFrame)}, but hands the output over sample by sample and allocates nothing. A stream is
     * read in one of the two ways, not in both.
     */
    public void accept(AudioFrame frame, SampleSink sink) {
        requireFormat(frame);
        pass(frame, sink);
    }

    /** Gives the rest of the output and starts over, ready for another stream. */
    public AudioFrame flush() {
        byte[] pcm = output(consumed);
        writer.into(pcm);
        for (int rest = filter.after; rest > 0; ) {
            int count = Math.min(rest, room());
            for (float[] channel : history) {
                Arrays.fill(channel, filled, filled + count, 0);
            }
            filled += count;
            rest -= count;
            drain(writer);
        }
        reset();
        return wrap(pcm);
    }

    private void pass(AudioFrame frame, SampleSink sink) {
        int samples = frame.samples();
        for (int read = 0; read < samples; ) {
            int count = Math.min(samples - read, room());
            for (int channel = 0; channel < history.length; channel++) {
                float[] target = history[channel];
                for (int i = 0; i < count; i++) {
                    target[filled + i] = input(frame, read + i, channel);
                }
            }
            filled += count;
            read += count;
            drain(sink);
        }
        consumed += samples;
    }

    /** Room for the output that lies before the given input sample and has not been produced yet. */
    private byte[] output(long beforeInput) {
        long due = Math.max(0, (beforeInput * filter.phases + filter.stride - 1) / filter.stride - produced);
        produced += due;
        return new byte[Math.toIntExact(due * to.bytesPerSample())];
    }

    private AudioFrame wrap(byte[] pcm) {
        return pcm.length == 0 ? nothing : AudioFrame.wrap(pcm, to);
    }

    /** Makes room in the history by moving what is still needed to its beginning, and says how much there is. */
    private int room() {
        if (filled == history[0].length) {
            for (float[] channel : history) {
                System.arraycopy(channel, start, channel, 0, filled - start);
            }
            filled -= start;
            start = 0;
        }
        return history[0].length - filled;
    }

    private void drain(SampleSink sink) {
        int copies = to.channels() / history.length;
        while (start + filter.before + filter.after <= filled) {
            for (float[] channel : history) {
                float value = filter.apply(phase, channel, start);
                for (int copy = 0; copy < copies; copy++) {
                    sink.accept(value);
                }
            }
            phase += filter.stride;
            start += phase / filter.phases;
            phase %= filter.phases;
        }
    }

    private float input(AudioFrame frame, int sample, int channel) {
        if (history.length < from.channels()) {
            return (frame.sample(2 * sample) + frame.sample(2 * sample + 1)) / 2f;
        }
        return frame.sample(sample * from.channels() + channel);
    }

    private void reset() {
        for (float[] channel : history) {
            Arrays.fill(channel, 0);
        }
        filled = filter.before - 1;
        start = 0;
        phase = 0;
        consumed = 0;
        produced = 0;
    }

    private void requireFormat(AudioFrame frame) {
        if (!frame.format().equals(from)) {
            throw new IllegalArgumentException("frame format: " + frame.format() + " (expected: " + from
                    + ", the format this resampler was made for); use another resampler for it");
        }
    }

    private static void requireSupported(AudioFormat format) {
        if (!RATES.contains(format.sampleRate())) {
            throw new IllegalArgumentException("sample rate: " + format.sampleRate() + " (expected: one of "
                    + new TreeSet<>(RATES) + "); ask the source of the audio for one of these");
        }
    }

    /** Takes the output one sample after the other, channels interleaved. */
    @FunctionalInterface
    public interface SampleSink {

        /** The next sample at the scale of 16 bits, neither rounded nor held at full scale. */
        void accept(float sample);
    }

    /** Rounds to PCM16; what would overflow is held at full scale. */
    private static final class PcmWriter implements SampleSink {
        private byte[] pcm = {};
        private int at;

        PcmWriter into(byte[] target) {
            pcm = target;
            at = 0;
            return this;
        }

        @Override
        public void accept(float sample) {
            int rounded = (int) (sample < 0 ? sample - 0.5f : sample + 0.5f);
            int held = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
            pcm[at] = (byte) held;
            pcm[at + 1] = (byte) (held >> 8);
            at += 2;
        }
    }
}
