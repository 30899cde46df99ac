package dev.parley.rtc.jitter;

import dev.parley.rtc.jitter.PacketStore.Slot;
import dev.parley.rtc.opus.OpusPacket;

/**
 * Decides what is due: where in the sender's time we are, which packet comes next, and what a hole is. Guarded by the buffer's
 * lock. Timestamps and sequence numbers are unwrapped.
 *
 * <pre>
 * RESTING ─ the first packet held is due ─▶ PLAYING
 * PLAYING ─ DTX, a jump of timestamps without loss, 100 ms made up, overflow ─▶ RESTING
 * </pre>
 *
 * <p>Design notes. While RESTING nothing can be heard being moved, so the place in time follows the target delay at once. While
 * PLAYING it follows the packets, and only stretching and dropping samples changes the delay. An empty buffer doesn't say
 * whether the next packet is lost or late: we make up sound without moving on, as far as the longest delay allows. If the
 * packet comes it is played, and the delay has grown; if the one after comes, what was made up stands for the lost one.
 */
final class Timeline {
    private static final int CONCEALABLE = 4800;
    private static final int FRAME = 960;
    private static final long CLOCK_JUMP = 96_000;
    private static final int SLOW_PACKETS = 5;

    private final ArrivalModel arrivals;
    private final PacketStore store = new PacketStore();
    private final LossModel losses = new LossModel();
    private final long capacity;
    private final long silentAfterNanos;

    private boolean playing;
    private boolean catchingUp;
    private boolean sequenced;
    private long nextSequence;
    private long playhead;
    private int waited;
    private int concealed;
    private int lastSamples = FRAME;
    private boolean lastWasDtx;
    private int slowPackets;
    private int heldSamples;
    private double delay;
    private boolean delayKnown;

    private long late;
    private long discarded;
    private long resyncs;

    Timeline(JitterSettings settings) {
        this.arrivals = new ArrivalModel(settings);
        this.capacity = ArrivalModel.samples(settings.capacity());
        this.silentAfterNanos = settings.silentAfter().toNanos();
    }

    // --- packets ---

    /** Takes a packet that has not come before. */
    void insert(long nowNanos, long sequence, long timestamp, int samples, byte[] payload, int offset, int length) {
        if (arrivals.running() && outOfTime(nowNanos, timestamp)) {
            restart(nowNanos, timestamp);
        }
        losses.received(OpusPacket.hasFec(payload, offset, length));
        arrivals.arrived(nowNanos, timestamp, losses.expected() ? lastSamples : 0);
        if (sequenced && sequence < nextSequence) {
            late++;
            losses.cameLate();
            return;
        }
        while (!store.reaches(sequence)) {
            overflow();
        }
        store.add(sequence, timestamp, samples, payload, offset, length);
        bound();
    }

    private void bound() {
        while (!store.isEmpty() && span() + heldSamples > capacity) {
            overflow();
        }
    }

    /** Whether the sender's clock has jumped, its way to us has become another, or it has been away. */
    private boolean outOfTime(long nowNanos, long timestamp) {
        long behind = arrivals.delay(nowNanos, timestamp);
        slowPackets = behind > arrivals.maxDelay() ? slowPackets + 1 : 0;
        return Math.abs(behind) > CLOCK_JUMP
                || slowPackets >= SLOW_PACKETS
                || (store.isEmpty() && arrivals.sinceLastArrivalNanos(nowNanos) > silentAfterNanos);
    }

    /** Packets of another time would never be due, or all be late. */
    private void restart(long nowNanos, long timestamp) {
        boolean clockJumped = Math.abs(arrivals.delay(nowNanos, timestamp)) > CLOCK_JUMP;
        while (clockJumped && !store.isEmpty()) {
            overflow();
        }
        restart();
    }

    private void restart() {
        resyncs++;
        slowPackets = 0;
        arrivals.restart();
        rest();
    }

    /** Drops the oldest packet; the hole is skipped, as the sound behind it is late already. */
    private void overflow() {
        discarded++;
        pass(store.first());
        rest();
        catchingUp = true;
    }

    private void pass(Slot slot) {
        losses.passed(sequenced ? slot.sequence() - nextSequence : 0);
        nextSequence = slot.sequence() + 1;
        sequenced = true;
        store.removeFirst();
    }

    private long span() {
        if (store.isEmpty()) {
            return 0;
        }
        Slot last = store.last();
        return Math.max(
                store.samples(),
                last.timestamp() + last.samples() - store.first().timestamp());
    }

    /** Forgets the stream: another begins. */
    void reset() {
        restart();
        store.clear();
        sequenced = false;
        lastWasDtx = false;
        lastSamples = FRAME;
    }

    // --- sound ---

    /**
     * Looks at the delay as a frame begins. What was made up in place doesn't count until it is known that it was.
     *
     * @param held samples that are ready and will be heard first
     */
    void measure(long nowNanos, int held) {
        if (!playing) {
            delayKnown = false;
            return;
        }
        long behind = arrivals.delay(nowNanos, playhead) + held;
        double raw = behind - waited;
        delay = delayKnown ? delay + (raw - delay) / 8 : raw;
        delayKnown = true;
        if (behind > capacity) {
            rest();
            catchingUp = true;
        }
    }

    /** So many samples are ready and wait for the next frame. */
    void held(int samples) {
        heldSamples = samples;
        bound();
    }

    /** Samples to add to the sound so that the delay becomes the target; negative if some should go. */
    double correction() {
        return delayKnown ? arrivals.target() - delay : 0;
    }

    /** That many samples were added, or taken out if negative. */
    void corrected(int samples) {
        delay += samples;
    }

    /**
     * Says what to do next.
     *
     * @param held samples that stand before, in this frame
     * @param needed samples up to the end of this frame
     */
    void next(long nowNanos, int held, int needed, Step step) {
        if (playing) {
            whilePlaying(nowNanos, held, needed, step);
        } else {
            whileResting(nowNanos, held, needed, step);
        }
    }

    private void whileResting(long nowNanos, int held, int needed, Step step) {
        while (!store.isEmpty() && isPast(nowNanos, held, store.first())) {
            dropPast();
        }
        if (store.isEmpty()) {
            step.make(isGone(nowNanos) ? Step.Kind.SILENT : Step.Kind.NOISE, needed);
            return;
        }
        catchingUp = false;
        Slot first = store.first();
        long ahead = first.timestamp() - arrivals.timestampAt(nowNanos, arrivals.target()) - held;
        if (ahead > 0) {
            step.make(Step.Kind.NOISE, (int) Math.min(ahead, needed));
        } else {
            play(first, needed, step);
        }
    }

    /** Nothing comes, and the sender has not said that it is silent. */
    private boolean isGone(long nowNanos) {
        return !arrivals.running() || (!lastWasDtx && arrivals.sinceLastArrivalNanos(nowNanos) > silentAfterNanos);
    }

    private boolean isPast(long nowNanos, int held, Slot slot) {
        long behind = arrivals.delay(nowNanos, slot.timestamp()) + held;
        return catchingUp ? behind - slot.samples() >= arrivals.target() : behind > arrivals.maxDelay();
    }

    private void dropPast() {
        if (catchingUp) {
            discarded++;
        } else {
            late++;
        }
        pass(store.first());
    }

    private void whilePlaying(long nowNanos, int held, int needed, Step step) {
        while (!store.isEmpty()
                && store.first().timestamp() < playhead
                && arrivals.delay(nowNanos, store.first().timestamp()) + held > arrivals.maxDelay()) {
            dropPast();
        }
        if (store.isEmpty()) {
            waitOn(nowNanos, held, needed, step);
            return;
        }
        Slot first = store.first();
        if (first.sequence() > nextSequence) {
            long gap = first.timestamp() - playhead;
            long covered = Math.max(0, Math.min(waited, gap));
            playhead += covered;
            waited = 0;
            fill(nowNanos, held, needed, gap - covered, step);
        } else if (first.timestamp() > playhead) {
            rest();
            whileResting(nowNanos, held, needed, step);
        } else {
            play(first, needed, step);
        }
    }

    /** Nothing is there: makes up sound in place, or moves on if the delay may not grow. */
    private void waitOn(long nowNanos, int held, int needed, Step step) {
        if (concealed >= CONCEALABLE) {
            rest();
            whileResting(nowNanos, held, needed, step);
            return;
        }
        int samples = piece();
        if (arrivals.delay(nowNanos, playhead) + held + samples <= arrivals.maxDelay()) {
            waited += samples;
        } else {
            playhead += samples;
        }
        conceal(samples, step);
    }

    /** Packets are missing before the first one held. */
    private void fill(long nowNanos, int held, int needed, long gap, Step step) {
        Slot first = store.first();
        if (lastWasDtx || concealed >= CONCEALABLE) {
            losePackets(first);
            rest();
            whileResting(nowNanos, held, needed, step);
        } else if (gap <= 0) {
            losePackets(first);
            play(first, needed, step);
        } else if (gap == first.samples() && OpusPacket.hasFec(first.data(), 0, first.length())) {
            losePackets(first);
            playhead += gap;
            step.make(Step.Kind.RECOVER, (int) gap, first);
        } else {
            long before = gap > first.samples() ? gap - first.samples() : gap;
            int samples = (int) Math.min(before, piece());
            playhead += samples;
            conceal(samples, step);
        }
    }

    private void losePackets(Slot first) {
        losses.passed(first.sequence() - nextSequence);
        nextSequence = first.sequence();
    }

    /** Codecs make up whole frames; what is cut off a piece would be heard as a click. */
    private int piece() {
        return Math.min(lastSamples, FRAME);
    }

    private void conceal(int samples, Step step) {
        concealed += samples;
        step.make(Step.Kind.CONCEAL, samples);
    }

    private void play(Slot first, int needed, Step step) {
        lastWasDtx = OpusPacket.isDtx(first.length());
        lastSamples = first.samples();
        playhead = first.timestamp() + first.samples();
        waited = 0;
        concealed = 0;
        if (lastWasDtx) {
            rest();
            step.make(Step.Kind.NOISE, Math.min(needed, first.samples()));
        } else {
            playing = true;
            step.make(Step.Kind.PLAY, first.samples(), first);
        }
        pass(first);
    }

    private void rest() {
        playing = false;
        catchingUp = false;
        waited = 0;
        concealed = 0;
    }

    // --- figures ---

    long late() {
        return late;
    }

    long lost() {
        return losses.missing();
    }

    long discarded() {
        return discarded;
    }

    long resyncs() {
        return resyncs;
    }

    /** Of packets held and of sound that is ready. */
    long buffered() {
        return span() + heldSamples;
    }

    double delay() {
        return delayKnown ? delay : arrivals.target();
    }

    int target() {
        return arrivals.target();
    }

    double jitterMillis() {
        return arrivals.jitterMillis();
    }
}
