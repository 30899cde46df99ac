package dev.parley.speech;

import dev.parley.text.Syllables;
import dev.parley.text.TextSpan;
import dev.parley.text.TimedText;
import java.util.Arrays;

/**
 * Keeps a text in step with its audio: how much of it has been heard at a moment of the playback, in whole words. The rules
 * are LiveKit Agents': words last as their syllables do; 3.83 syllables a second while it is not known how long the audio
 * will be, its real pace once both have ended, the voice's own word timings where it gives them. A word counts from its
 * middle on. Time is the playback's, so a pause holds the text as well. Not thread-safe.
 *
 * <p>Design notes. The transcript is one text and what the voice is given another, without markdown for instance. Both come
 * in pieces, and piece n of the one belongs to piece n of the other. A timing of the voice is found in what it was given,
 * carried over to the transcript by its piece, and from there to syllables, where it becomes an anchor: between two anchors
 * the pace is even, behind the last it is guessed. Texts are measured once, when they come; a look at the playback's position
 * is a few comparisons and allocates nothing.
 */
final class TranscriptSynchronizer {
    private static final double SYLLABLES_PER_SECOND = 3.83;

    /** A timing whose text stands further on than this is of another text. */
    private static final int SEARCHED_AHEAD = 200;

    private final StringBuilder text = new StringBuilder();
    private final Growing wordEnds = new Growing();
    private final Growing syllables = new Growing();
    private final Growing pieceEnds = new Growing();
    private int measured;
    private boolean textEnded;

    private final StringBuilder spoken = new StringBuilder();
    private final Growing spokenEnds = new Growing();
    private final Growing spokenPieces = new Growing();
    private int searched;

    private long[] anchorTimes = new long[8];
    private double[] anchorSyllables = new double[8];
    private int anchors = 1;

    private int word;

    /** A row of numbers. */
    private static final class Growing {
        private int[] values = new int[8];
        private int size;

        private void add(int value) {
            values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
            values[size++] = value;
        }

        private int get(int index) {
            return index < 0 ? 0 : values[index];
        }

        private int last() {
            return get(size - 1);
        }

        /** The first place whose value is at least this; the size if there is none. */
        private int firstAtLeast(int value) {
            int found = Arrays.binarySearch(values, 0, size, value);
            return found >= 0 ? found : -found - 1;
        }
    }

    /** Of a text that is there as a whole. */
    static TranscriptSynchronizer of(String text) {
        TranscriptSynchronizer synchronizer = new TranscriptSynchronizer();
        synchronizer.text(text);
        synchronizer.endText();
        return synchronizer;
    }

    // --- what there is to read, and to say

    /** More of the transcript. */
    void text(String piece) {
        text.append(piece);
        pieceEnds.add(text.length());
        measure(lastWordEnd());
    }

    void endText() {
        textEnded = true;
        measure(text.length());
    }

    boolean textEnded() {
        return textEnded;
    }

    /** The voice was given this; it belongs to the transcript's pieces up to this number of them. */
    void given(String toSpeak, int pieces) {
        spoken.append(toSpeak);
        spokenEnds.add(spoken.length());
        spokenPieces.add(pieces);
    }

    /** A word that still grows is not measured. */
    private int lastWordEnd() {
        int end = text.length();
        while (end > measured && !Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private void measure(int end) {
        if (end <= measured) {
            return;
        }
        for (TextSpan span : Syllables.spans(text.substring(measured, end))) {
            syllables.add(syllables.last() + Syllables.ofWord(span.text()));
            wordEnds.add(measured + span.end());
        }
        measured = end;
    }

    // --- when it is said

    /** The voice says when it speaks this. A timing that does not fit what it was given is passed over. */
    void timed(TimedText timing) {
        String wanted = timing.text().strip();
        int at = wanted.isEmpty() ? -1 : spoken.indexOf(wanted, searched);
        if (at < 0 || at > searched + SEARCHED_AHEAD) {
            return;
        }
        searched = at + wanted.length();
        anchor(timing.start().toNanos(), syllablesTo(transcriptOf(at)));
        anchor(timing.end().toNanos(), syllablesTo(transcriptOf(afterSpace(spoken, searched, spoken.length()))));
    }

    private static int afterSpace(CharSequence text, int from, int most) {
        int at = from;
        while (at < most && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The place in the transcript of one in what the voice was given. */
    private int transcriptOf(int spokenAt) {
        int piece = spokenEnds.firstAtLeast(spokenAt);
        int from = endOfPiece(spokenPieces.get(piece - 1));
        int to = endOfPiece(spokenPieces.get(piece));
        int spokenFrom = spokenEnds.get(piece - 1);
        int length = spokenEnds.get(piece) - spokenFrom;
        return length == 0 ? to : from + (int) ((long) (spokenAt - spokenFrom) * (to - from) / length);
    }

    private int endOfPiece(int number) {
        return pieceEnds.get(Math.min(number, pieceEnds.size) - 1);
    }

    private double syllablesTo(int at) {
        int next = wordEnds.firstAtLeast(at);
        if (next == wordEnds.size) {
            return syllables.last();
        }
        int from = afterSpace(text, wordEnds.get(next - 1), at);
        double share = (double) (at - from) / (wordEnds.get(next) - from);
        return syllables.get(next - 1) + share * (syllables.get(next) - syllables.get(next - 1));
    }

    private void anchor(long time, double reached) {
        if (time < anchorTimes[anchors - 1] || reached < anchorSyllables[anchors - 1]) {
            return;
        }
        if (anchors == anchorTimes.length) {
            anchorTimes = Arrays.copyOf(anchorTimes, 2 * anchors);
            anchorSyllables = Arrays.copyOf(anchorSyllables, 2 * anchors);
        }
        anchorTimes[anchors] = time;
        anchorSyllables[anchors++] = reached;
    }

    // --- what has been heard

    /**
     * Where the text ends that has been heard; never before where it ended at an earlier position.
     *
     * @param position of the playback, in nanoseconds
     * @param audio made so far
     * @param complete whether that is all
     */
    int heard(long position, long audio, boolean complete) {
        if (complete && textEnded && position >= audio) {
            return text.length();
        }
        if (position > 0) {
            double reached = reached(position, audio, complete);
            while (word < syllables.size && (syllables.get(word - 1) + syllables.get(word)) / 2.0 <= reached) {
                word++;
            }
        }
        return wordEnds.get(word - 1);
    }

    private double reached(long position, long audio, boolean complete) {
        int next = 1;
        while (next < anchors && anchorTimes[next] < position) {
            next++;
        }
        long since = anchorTimes[next - 1];
        double from = anchorSyllables[next - 1];
        if (next < anchors) {
            double share = (double) (position - since) / (anchorTimes[next] - since);
            return from + share * (anchorSyllables[next] - from);
        }
        double left = syllables.last() - from;
        double guessed = left / SYLLABLES_PER_SECOND * 1e9;
        double made = audio - since;
        double length = complete && textEnded ? made : textEnded ? Math.max(guessed, made) : guessed;
        return length <= 0 ? from : from + Math.min(1, (position - since) / length) * left;
    }

    String text(int from, int to) {
        return text.substring(from, to);
    }
}
