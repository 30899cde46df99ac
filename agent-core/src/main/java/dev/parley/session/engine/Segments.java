package dev.parley.session.engine;

import dev.parley.text.TextJoints;
import java.time.Duration;

/**
 * How far the segments of a round have got: parts of an answer that are played one by one and are one message. Immutable.
 *
 * @param begun how many were given to the voice
 * @param open whether the last of them still takes sentences
 * @param over how many are not played any more
 * @param heard the text that was heard of those
 * @param played how much of their audio
 */
record Segments(int begun, boolean open, int over, String heard, Duration played) {
    static final Segments NONE = new Segments(0, false, 0, "", Duration.ZERO);

    /** With one that takes sentences. */
    Segments opened() {
        return open ? this : new Segments(begun + 1, true, over, heard, played);
    }

    Segments closed() {
        return new Segments(begun, false, over, heard, played);
    }

    Segments played(String text, Duration audio) {
        return new Segments(begun, open, over + 1, TextJoints.join(heard, text), played.plus(audio));
    }

    /** Whatever the playout may still have is given up on. */
    Segments abandoned() {
        return new Segments(begun, false, begun, heard, played);
    }

    /** The one that takes sentences. */
    int last() {
        return begun - 1;
    }

    boolean allPlayed() {
        return over >= begun;
    }
}
