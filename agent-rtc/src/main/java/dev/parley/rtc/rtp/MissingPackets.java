package dev.parley.rtc.rtp;

import java.util.function.IntConsumer;

/**
 * Which sequence numbers of a stream are missing and worth asking for (RFC 4585 §6.2.1). At most {@value #BOUND} at a time, each
 * asked for at most {@value #MAX_ASKS} times and given up when it is too old to be played. Confined to one thread.
 */
public final class MissingPackets {
    private static final int BOUND = 64;
    private static final int MAX_ASKS = 3;
    private static final int LARGEST_GAP = 32;

    private final long patienceMillis;
    private final int[] sequences = new int[BOUND];
    private final int[] asks = new int[BOUND];
    private final long[] noticedMillis = new long[BOUND];
    private final long[] askedMillis = new long[BOUND];
    private int size;
    private int highest = -1;
    private long givenUp;

    /**
     * Nothing is missing yet.
     *
     * @param patienceMillis how long a missing packet could still be played
     */
    public MissingPackets(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /** Counts a packet; a gap before it becomes missing, a gap larger than {@value #LARGEST_GAP} is a new start. */
    public void received(int sequence, long nowMillis) {
        int ahead = highest < 0 ? 1 : Sequence.distance(highest, sequence);
        if (ahead <= 0) {
            forget(sequence);
            return;
        }
        if (highest >= 0 && ahead <= LARGEST_GAP) {
            for (int step = 1; step < ahead; step++) {
                add(Sequence.plus(highest, step), nowMillis);
            }
        } else {
            size = 0;
        }
        highest = sequence;
    }

    private void add(int sequence, long nowMillis) {
        if (size == BOUND) {
            remove(0);
            givenUp++;
        }
        sequences[size] = sequence;
        asks[size] = 0;
        noticedMillis[size] = nowMillis;
        askedMillis[size] = 0;
        size++;
    }

    private void forget(int sequence) {
        for (int i = 0; i < size; i++) {
            if (sequences[i] == sequence) {
                remove(i);
                return;
            }
        }
    }

    private void remove(int index) {
        int behind = size - index - 1;
        System.arraycopy(sequences, index + 1, sequences, index, behind);
        System.arraycopy(asks, index + 1, asks, index, behind);
        System.arraycopy(noticedMillis, index + 1, noticedMillis, index, behind);
        System.arraycopy(askedMillis, index + 1, askedMillis, index, behind);
        size--;
    }

    /**
     * Gives those to ask for now, in order of their sending.
     *
     * @param intervalMillis time for an answer, about one round trip
     */
    public void due(long nowMillis, long intervalMillis, IntConsumer ask) {
        for (int i = 0; i < size; ) {
            boolean tooOld = nowMillis - noticedMillis[i] > patienceMillis;
            boolean due = asks[i] == 0 || nowMillis - askedMillis[i] >= intervalMillis;
            if (tooOld || (due && asks[i] == MAX_ASKS)) {
                remove(i);
                givenUp++;
                continue;
            }
            if (due) {
                asks[i]++;
                askedMillis[i] = nowMillis;
                ask.accept(sequences[i]);
            }
            i++;
        }
    }

    public int size() {
        return size;
    }

    /** Packets that were asked for in vain, or never for lack of room. */
    public long givenUp() {
        return givenUp;
    }
}
