package dev.parley.realtime.openai.wire;

import dev.parley.realtime.openai.wire.EventScanner.Range;
import java.util.Arrays;

/**
 * Knows the ids of the last 32 events, so that one that comes twice is taken once. A service that gives one id to events of
 * different lengths is not believed any more. One per socket; not thread-safe.
 */
final class SeenEvents {
    private static final int MOST = 32;
    /** Longer ids are not remembered. */
    private static final int LONGEST = 64;

    private final byte[][] ids = new byte[MOST][LONGEST];
    private final int[] idLengths = new int[MOST];
    private final int[] textLengths = new int[MOST];
    private int next;
    private boolean believed = true;

    /** Remembers an event of this id and length; false if it has come before. */
    boolean add(byte[] text, int textLength, Range id) {
        if (!believed || !id.present || id.length() == 0 || id.length() > LONGEST) {
            return true;
        }
        for (int i = 0; i < MOST; i++) {
            if (Arrays.equals(ids[i], 0, idLengths[i], text, id.from, id.to)) {
                believed = textLengths[i] == textLength;
                return !believed;
            }
        }
        System.arraycopy(text, id.from, ids[next], 0, id.length());
        idLengths[next] = id.length();
        textLengths[next] = textLength;
        next = (next + 1) % MOST;
        return true;
    }
}
