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
        this.history = new float[Math.min(from.channels(), to.channels())][2 * filter.halfTaps + CHUNK];
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
        if (!frame.format().equals(from)) {
            throw new IllegalArgumentException("frame format: " + frame.format() + " (expected: " + from
                    + ", the format this resampler was made for); use another resampler for it");
        }
        if (from.equals(to)) {
            return frame;
        }
        return from.sampleRate() == to.sampleRate() ? mixed(frame) : filtered(frame);
    }

    /** Gives the rest of the output and starts over, ready for another stream. */
    public AudioFrame flush() {
        if (from.sampleRate() == to.sampleRate()) {
            return nothing;
        }
        byte[] pcm = output(consumed);
        int written = 0;
        for (int rest = filter.halfTaps; rest > 0; ) {
            int count = Math.min(rest, room());
            for (float[] channel : history) {
                Arrays.fill(channel, filled, filled + count, 0);
            }
            filled += count;
            rest -= count;
            written = drain(pcm, written);
        }
        reset();
        return wrap(pcm);
    }

    private AudioFrame mixed(AudioFrame frame) {
        byte[] pcm = new byte[Math.multiplyExact(frame.samples(), to.bytesPerSample())];
        for (int i = 0; i < frame.samples(); i++) {
            put(pcm, i, 0, input(frame, i, 0));
        }
        return wrap(pcm);
    }

    private AudioFrame filtered(AudioFrame frame) {
        int samples = frame.samples();
        byte[] pcm = output(consumed + samples - filter.halfTaps);
        int written = 0;
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
            written = drain(pcm, written);
        }
        consumed += samples;
        return wrap(pcm);
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

    private int drain(byte[] pcm, int written) {
        int at = written;
        while (start + 2 * filter.halfTaps <= filled) {
            for (int channel = 0; channel < history.length; channel++) {
                put(pcm, at, channel, filter.apply(phase, history[channel], start));
            }
            at++;
            phase += filter.stride;
            start += phase / filter.phases;
            phase %= filter.phases;
        }
        return at;
    }

    private float input(AudioFrame frame, int sample, int channel) {
        if (history.length < from.channels()) {
            return (frame.sample(2 * sample) + frame.sample(2 * sample + 1)) / 2f;
        }
        return frame.sample(sample * from.channels() + channel);
    }

    /** Writes a sample, to all channels if the input had only one; what would overflow is held at full scale. */
    private void put(byte[] pcm, int sample, int channel, float value) {
        int rounded = (int) (value < 0 ? value - 0.5f : value + 0.5f);
        int pressed = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
        int last = history.length < to.channels() ? to.channels() - 1 : channel;
        for (int c = channel; c <= last; c++) {
            int at = sample * to.bytesPerSample() + 2 * c;
            pcm[at] = (byte) pressed;
            pcm[at + 1] = (byte) (pressed >> 8);
        }
    }

    private void reset() {
        for (float[] channel : history) {
            Arrays.fill(channel, 0);
        }
        filled = filter.halfTaps - 1;
        start = 0;
        phase = 0;
        consumed = 0;
        produced = 0;
    }

    private static void requireSupported(AudioFormat format) {
        if (!RATES.contains(format.sampleRate())) {
            throw new IllegalArgumentException("sample rate: " + format.sampleRate() + " (expected: one of "
                    + new TreeSet<>(RATES) + "); ask the source of the audio for one of these");
        }
    }
}
