package dev.parley.turn;

import java.time.Duration;

/**
 * How much a caller may say before the agent cuts in. Counted since the agent last began to speak.
 *
 * @param maxWords words of final transcripts; 0 for any number
 * @param maxDuration from the first speech on, looked at with each final transcript; zero for any time
 */
public record UserTurnLimit(int maxWords, Duration maxDuration) {
    private static final UserTurnLimit NONE = new UserTurnLimit(0, Duration.ZERO);

    public UserTurnLimit {
        if (maxWords < 0) {
            throw new IllegalArgumentException("user-turn-limit max-words: " + maxWords + " (expected: 0 or more)");
        }
        Durations.requireNotNegative("user-turn-limit max-duration", maxDuration);
    }

    /** A caller may go on for ever. */
    public static UserTurnLimit none() {
        return NONE;
    }

    public UserTurnLimit withMaxWords(int newMaxWords) {
        return new UserTurnLimit(newMaxWords, maxDuration);
    }

    public UserTurnLimit withMaxDuration(Duration newMaxDuration) {
        return new UserTurnLimit(maxWords, newMaxDuration);
    }

    /** Whether this is too much. */
    public boolean exceededBy(int words, Duration duration) {
        return (maxWords > 0 && words >= maxWords) || (!maxDuration.isZero() && duration.compareTo(maxDuration) >= 0);
    }
}
