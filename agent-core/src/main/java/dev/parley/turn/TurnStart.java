package dev.parley.turn;

/**
 * How many words of one utterance begin the caller's turn while the agent is heard: Pipecat's minimum words. An utterance of
 * fewer words, such as a listener's "yes", neither stops the agent nor becomes part of a turn, unless it is said right at the
 * agent's beginning or end. While the agent is silent, one word begins a turn.
 *
 * @param minWords 0: speech begins a turn, by the rules of {@link InterruptionOptions} alone
 * @param useInterim whether words count before their utterance is over
 * @param boundary where the agent's speech is so near to its beginning or end that fewer words will do
 */
public record TurnStart(int minWords, boolean useInterim, BackchannelBoundary boundary) {
    private static final TurnStart BY_SPEECH = new TurnStart(0, true, BackchannelBoundary.standard());

    public TurnStart {
        if (minWords < 0) {
            throw new IllegalArgumentException("turn-start min-words: " + minWords + " (expected: 0 or more)");
        }
    }

    /** Speech begins a turn, however little of it is understood. */
    public static TurnStart bySpeech() {
        return BY_SPEECH;
    }

    /** So many words begin a turn, as soon as they are heard. */
    public static TurnStart byWords(int minWords) {
        return new TurnStart(minWords, true, BackchannelBoundary.standard());
    }

    /** Only what is surely understood counts. */
    public TurnStart finalOnly() {
        return new TurnStart(minWords, false, boundary);
    }

    public TurnStart withBoundary(BackchannelBoundary newBoundary) {
        return new TurnStart(minWords, useInterim, newBoundary);
    }

    /** Whether words, not speech, begin a turn while the agent is heard. */
    public boolean isByWords() {
        return minWords > 0;
    }

    /** Whether this utterance has enough of them. */
    public boolean begunBy(String utterance) {
        String words = utterance.strip();
        return !words.isEmpty() && words.split("\\s+").length >= minWords;
    }
}
