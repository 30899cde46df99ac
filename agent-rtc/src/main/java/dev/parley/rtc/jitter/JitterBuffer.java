package dev.parley.rtc.jitter;

import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusPacket;
import java.util.Objects;

/**
 * The jitter buffer of one RTP audio stream: packets go in as they come, 20 ms of 48 kHz mono come out whenever asked.
 *
 * <p>Threading: {@link #insert}, {@link #reset} and {@link #statistics} may be called from any thread, {@link #pull} from one
 * thread at a time, the media thread, which alone uses the decoder. One lock is held for as long as it takes to note or to pick a
 * packet, never while sound is made. Packets are copied into arrays that are used again: nothing is allocated per frame.
 *
 * <p>Delay: what comes is held so long that the {@linkplain JitterSettings#quantile chosen part} of the packets of the last ten
 * seconds would be in time, plus the 20 ms of a pull, plus a packet where in-band FEC can make up for loss. The delay follows by
 * itself in pauses, by small stretches in quiet passages, and by whole pitch periods in speech only when it is 20 ms off. Clock
 * drift shows as a growing or shrinking delay and is corrected the same way.
 *
 * <p>Bound and drop policy: sound held never exceeds the capacity. If it would (nobody pulled, or a burst came), the oldest is
 * dropped and counted, and the next pull goes on at the target delay.
 *
 * <p>Times are nanoseconds of one monotonic clock, the same for both sides. The owner closes the decoder after the last pull.
 */
public final class JitterBuffer {
    /** Samples that a pull gives: 20 ms at 48 kHz. */
    public static final int FRAME_SAMPLES = 960;

    /** Longer payloads count as malformed: no path carries them in one datagram. */
    public static final int MAX_PAYLOAD_BYTES = 1500;

    private static final double SAMPLES_PER_MILLI = 48;

    private final Object lock = new Object();
    private final Step step = new Step();

    // Guarded by the lock.
    private final Timeline timeline;
    private final SequenceHistory sequences = new SequenceHistory();
    private boolean timed;
    private long lastTimestamp;
    private long received;
    private long duplicate;
    private long malformed;
    private long strayed;
    private boolean anew;
    private final RenderCounts counts = new RenderCounts();

    // Of the media thread.
    private final Renderer renderer;
    private Playout lastPlayout = Playout.SILENT;

    /** A buffer that has heard nothing yet. */
    public JitterBuffer(JitterSettings settings, OpusDecoder decoder) {
        this.timeline = new Timeline(settings);
        this.renderer = new Renderer(decoder);
    }

    /**
     * A packet of the stream has come; never fails, whatever it holds: what can't be used is counted and dropped.
     *
     * @param sequence of which the low 16 bits count
     * @param timestamp RTP timestamp at 48 kHz, 32 bits
     * @param payload of which the given range is copied
     */
    public void insert(long nowNanos, int sequence, int timestamp, byte[] payload, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, payload.length);
        int samples = length > MAX_PAYLOAD_BYTES ? 0 : OpusPacket.samples(payload, offset, length);
        synchronized (lock) {
            received++;
            if (samples == 0) {
                malformed++;
                return;
            }
            long unwrapped = unwrapSequence(sequence);
            if (unwrapped == SequenceHistory.ELSEWHERE) {
                strayed++;
            } else if (!sequences.first(unwrapped)) {
                duplicate++;
            } else {
                lastTimestamp = timed ? lastTimestamp + (timestamp - (int) lastTimestamp) : timestamp;
                timed = true;
                timeline.insert(nowNanos, unwrapped, lastTimestamp, samples, payload, offset, length);
            }
        }
    }

    private long unwrapSequence(int sequence) {
        long unwrapped = sequences.unwrap(sequence);
        if (unwrapped != SequenceHistory.ELSEWHERE || !sequences.moved(sequence)) {
            return unwrapped;
        }
        sequences.clear();
        timeline.reset();
        return sequences.unwrap(sequence);
    }

    /**
     * Gives the next {@link #FRAME_SAMPLES} of sound, to be called each 20 ms; late or missed calls are caught up with.
     *
     * @param pcm all of the frame's samples are written, whatever is returned
     */
    public Playout pull(long nowNanos, short[] pcm, int offset) {
        Objects.checkFromIndexSize(offset, FRAME_SAMPLES, pcm.length);
        begin(nowNanos);
        Playout best = renderer.queued() > 0 ? lastPlayout : Playout.SILENT;
        while (renderer.queued() < FRAME_SAMPLES) {
            lastPlayout = renderStep(nowNanos);
            best = lastPlayout.compareTo(best) < 0 ? lastPlayout : best;
        }
        renderer.take(pcm, offset);
        synchronized (lock) {
            renderer.tell(counts);
            timeline.held(renderer.queued());
        }
        return best;
    }

    private void begin(long nowNanos) {
        boolean reset;
        synchronized (lock) {
            timeline.measure(nowNanos, renderer.queued());
            reset = anew;
            anew = false;
        }
        if (reset) {
            renderer.reset();
        }
    }

    private Playout renderStep(long nowNanos) {
        double wanted;
        synchronized (lock) {
            timeline.next(nowNanos, renderer.queued(), FRAME_SAMPLES - renderer.queued(), step);
            wanted = timeline.correction();
        }
        Playout playout = renderer.render(step, wanted);
        if (renderer.change() != 0) {
            synchronized (lock) {
                timeline.corrected(renderer.change());
            }
        }
        return playout;
    }

    /** Begins anew with the next packet, as after a change of SSRC: sequence numbers, clock, delays, decoder. Counts go on. */
    public void reset() {
        synchronized (lock) {
            sequences.clear();
            timeline.reset();
            timed = false;
            anew = true;
        }
    }

    /** What has been seen and done so far. */
    public JitterStatistics statistics() {
        synchronized (lock) {
            return new JitterStatistics(
                    received,
                    timeline.lost(),
                    timeline.late(),
                    duplicate,
                    malformed,
                    timeline.discarded() + strayed,
                    counts.undecodable,
                    counts.fecRecovered,
                    counts.concealedSamples,
                    counts.noiseSamples,
                    counts.stretchedSamples,
                    counts.droppedSamples,
                    counts.adjustedInSpeechSamples,
                    timeline.resyncs(),
                    timeline.buffered() / SAMPLES_PER_MILLI,
                    timeline.delay() / SAMPLES_PER_MILLI,
                    timeline.target() / SAMPLES_PER_MILLI,
                    timeline.jitterMillis());
        }
    }
}
