package dev.parley.realtime.openai.wire;

import dev.parley.realtime.openai.wire.EventScanner.Range;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Knows the last 32 events by their ids, so that one that comes twice is taken once. A service that gives one id to different
 * events is not believed any more: some number answers where others number events. One per socket; not thread-safe.
 */
final class SeenEvents {
    private static final int MOST = 32;
    /** Longer ids are not remembered. */
    private static final int LONGEST = 64;

    private final byte[][] ids = new byte[MOST][LONGEST];
    private final int[] idLengths = new int[MOST];
    private final long[] sums = new long[MOST];
    private final CRC32C sum = new CRC32C();
    private int next;
    private boolean believed = true;

    /** Remembers this text, an event of this id; false if it has come before. */
    boolean add(byte[] text, int from, int length, Range id) {
        if (!believed || !id.present || id.length() == 0 || id.length() > LONGEST) {
            return true;
        }
        sum.reset();
        sum.update(text, from, length);
        for (int i = 0; i < MOST; i++) {
            if (Arrays.equals(ids[i], 0, idLengths[i], text, id.from, id.to)) {
                believed = sums[i] == sum.getValue();
                return !believed;
            }
        }
        System.arraycopy(text, id.from, ids[next], 0, id.length());
        idLengths[next] = id.length();
        sums[next] = sum.getValue();
        next = (next + 1) % MOST;
        return true;
    }
}
