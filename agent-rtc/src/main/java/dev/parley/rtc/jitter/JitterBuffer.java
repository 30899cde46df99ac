package dev.parley.rtc.jitter;

import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtp.Sequence;

/**
 * Holds packets for as long as the network's jitter asks, decodes them in order and always has a frame to play.
 *
 * <p>{@link #put} when a packet comes, {@link #pull} every 20 ms; confined to one thread at a time. Nothing that is put in can
 * make it hold more than {@value PacketStore#CAPACITY} packets, or play later than {@link JitterSettings#most} plus one packet.
 *
 * <p>Design notes. A lost packet is restored from the in-band copy in the next one, else concealed. When nothing is left, the
 * last sound is faded for 100 ms and comfort noise follows: the sender may be silent (DTX) or the network. Playing resumes when
 * the target delay has gathered. Clock drift shows as a delay that slowly leaves the target; pauses are then shortened or
 * lengthened, and only at the upper bound is speech cut.
 */
public final class JitterBuffer implements AutoCloseable {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final int SAMPLES_PER_MILLI = 48;
    private static final int FADING_FRAMES = 5;
    private static final int PATIENCE_FRAMES = 10;

    private final OpusDecoder decoder;
    private final int least;
    private final int most;
    private final PacketStore store = new PacketStore();
    private final DelayEstimate estimate = new DelayEstimate();
    private final ComfortNoise noise = new ComfortNoise();
    private final short[] decoded = new short[OpusDecoder.MAX_SAMPLES];
    private final short[] ready = new short[OpusDecoder.MAX_SAMPLES + FRAME];

    private int readySamples;
    private boolean known;
    private boolean started;
    private boolean playing;
    private boolean pausing;
    private int next;
    private int highest;
    private int packetSamples = FRAME;
    private int silentFrames;
    private int highFrames;
    private int lowFrames;

    private long received;
    private long late;
    private long duplicates;
    private long overflowed;
    private long damaged;
    private long recovered;
    private long concealed;
    private long comforted;
    private long skipped;
    private long stretched;

    /**
     * An empty buffer.
     *
     * @param decoder closed with the buffer
     */
    public JitterBuffer(JitterSettings settings, OpusDecoder decoder) {
        this.decoder = decoder;
        this.least = Math.toIntExact(settings.least().toMillis()) * SAMPLES_PER_MILLI;
        this.most = Math.toIntExact(settings.most().toMillis()) * SAMPLES_PER_MILLI;
    }

    // --- packets in ---

    /**
     * Takes a packet; the payload is copied.
     *
     * @param sequence 0 to 65535
     * @param timestamp in samples, modulo 2³²
     * @param arrival of any monotonic clock, in samples, modulo 2³²
     */
    public void put(int sequence, int timestamp, int arrival, byte[] data, int offset, int length) {
        received++;
        if (length < 1 || length > OpusEncoder.MAX_PACKET) {
            damaged++;
            return;
        }
        if (known && Math.abs(Sequence.distance(next, sequence)) >= PacketStore.CAPACITY) {
            restart();
        }
        if (!known) {
            known = true;
            next = sequence;
            highest = sequence;
        }
        if (Sequence.distance(next, sequence) < 0) {
            if (started || Sequence.distance(sequence, highest) >= PacketStore.CAPACITY) {
                late++;
                return;
            }
            next = sequence;
        }
        if (store.has(sequence)) {
            duplicates++;
            return;
        }
        estimate.packet(arrival - timestamp);
        store.put(sequence, timestamp, data, offset, length);
        if (Sequence.distance(highest, sequence) > 0) {
            highest = sequence;
        }
    }

    /** The source jumped: what waits belongs to another stream. */
    private void restart() {
        for (int sequence = next; waiting(sequence); sequence = Sequence.plus(sequence, 1)) {
            overflowed += store.has(sequence) ? 1 : 0;
        }
        store.clear();
        estimate.reset();
        known = false;
        started = false;
        playing = false;
        readySamples = 0;
    }

    private boolean waiting(int sequence) {
        return Sequence.distance(sequence, highest) >= 0;
    }

    // --- frames out ---

    /** Writes the next {@value OpusEncoder#FRAME_SAMPLES} samples. */
    public void pull(short[] pcm, int offset) {
        startWhenGathered();
        cutWhatWaitsTooLong();
        while (playing && readySamples < FRAME) {
            if (shouldStretch()) {
                stretched++;
                noise.fill(ready, readySamples, FRAME);
                readySamples += FRAME;
            } else {
                decodeNext();
            }
        }
        if (readySamples >= FRAME) {
            take(pcm, offset);
        } else {
            fill(pcm, offset);
        }
    }

    private void startWhenGathered() {
        if (!playing && known && !empty() && waitingSamples() >= target()) {
            started = true;
            playing = true;
            silentFrames = 0;
            skipLeadingGap();
        }
    }

    /**
     * The time of what is missing before the first packet has passed already; but for the last one, which that packet restores.
     * This deepens the buffer by a frame, so that the next loss is noticed before it is heard.
     */
    private void skipLeadingGap() {
        while (!store.has(next) && !store.has(Sequence.plus(next, 1)) && waiting(next)) {
            next = Sequence.plus(next, 1);
        }
    }

    private boolean empty() {
        for (int sequence = next; waiting(sequence); sequence = Sequence.plus(sequence, 1)) {
            if (store.has(sequence)) {
                return false;
            }
        }
        return true;
    }

    /** The hard bound: beyond it even speech is left out. */
    private void cutWhatWaitsTooLong() {
        while (playing && waitingSamples() + readySamples > most + packetSamples) {
            int before = readySamples;
            decodeNext();
            int made = readySamples - before;
            if (made <= 0) {
                return;
            }
            readySamples = before;
            skipped += Math.max(1, made / FRAME);
        }
    }

    /** Decodes, restores or conceals the packet whose turn it is, or stops playing if there is none. */
    private void decodeNext() {
        if (!waiting(next)) {
            playing = false;
            return;
        }
        if (store.has(next)) {
            decode();
        } else {
            replace();
        }
        store.remove(next);
        next = Sequence.plus(next, 1);
    }

    private void decode() {
        int samples = decoder.decode(store.payload(next), 0, store.length(next), decoded);
        if (samples <= 0) {
            damaged++;
            append(decoder.conceal(decoded, packetSamples));
            return;
        }
        packetSamples = samples;
        double loudness = ComfortNoise.loudness(decoded, 0, samples);
        noise.observe(loudness);
        if (shouldSkip() && noise.isPause(loudness)) {
            skipped += Math.max(1, samples / FRAME);
            highFrames = 0;
        } else {
            append(samples);
        }
    }

    private void replace() {
        int following = Sequence.plus(next, 1);
        if (store.has(following)) {
            recovered++;
            append(decoder.recover(store.payload(following), 0, store.length(following), decoded, packetSamples));
        } else {
            concealed++;
            append(decoder.conceal(decoded, packetSamples));
        }
    }

    private void append(int samples) {
        if (samples <= 0) {
            noise.fill(decoded, 0, packetSamples);
        }
        int usable = Math.min(samples <= 0 ? packetSamples : samples, ready.length - readySamples);
        System.arraycopy(decoded, 0, ready, readySamples, usable);
        readySamples += usable;
    }

    /** The delay has been above its target for a while. */
    private boolean shouldSkip() {
        highFrames = waitingSamples() > target() + 2 * FRAME ? highFrames + 1 : 0;
        return highFrames >= PATIENCE_FRAMES;
    }

    /** The delay has been below its target for a while, and the caller pauses. */
    private boolean shouldStretch() {
        boolean low = waitingSamples() + readySamples < target() - FRAME;
        lowFrames = low ? lowFrames + 1 : 0;
        boolean pause = readySamples == 0 && store.has(next) && pausing;
        if (lowFrames >= PATIENCE_FRAMES && pause) {
            lowFrames = 0;
            return true;
        }
        return false;
    }

    private void take(short[] pcm, int offset) {
        System.arraycopy(ready, 0, pcm, offset, FRAME);
        readySamples -= FRAME;
        System.arraycopy(ready, FRAME, ready, 0, readySamples);
        pausing = noise.isPause(ComfortNoise.loudness(pcm, offset, FRAME));
    }

    /** Nothing to play: fade what was, then noise. */
    private void fill(short[] pcm, int offset) {
        readySamples = 0;
        boolean fading = known && silentFrames < FADING_FRAMES && decoder.conceal(decoded, FRAME) == FRAME;
        if (fading) {
            concealed++;
            System.arraycopy(decoded, 0, pcm, offset, FRAME);
        } else {
            comforted++;
            noise.fill(pcm, offset, FRAME);
        }
        silentFrames++;
    }

    // --- figures ---

    private int target() {
        return Math.max(least, Math.min(most - FRAME, estimate.spread() + FRAME));
    }

    private int waitingSamples() {
        return Math.max(0, Sequence.distance(next, highest) + 1) * packetSamples;
    }

    public JitterStatistics statistics() {
        return new JitterStatistics(
                received,
                late,
                duplicates,
                overflowed,
                damaged,
                recovered,
                concealed,
                comforted,
                skipped,
                stretched,
                target() / SAMPLES_PER_MILLI,
                (waitingSamples() + readySamples) / SAMPLES_PER_MILLI);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
