package dev.parley.realtime.openai.settings;

import java.util.OptionalInt;

/** What the provider does when the conversation is longer than its model's window. */
public sealed interface Truncation {

    /** The oldest goes. */
    record Auto() implements Truncation {}

    /** The answer fails. */
    record Disabled() implements Truncation {}

    /**
     * The oldest goes, down to a part of the window, so that the cache stays of use for longer.
     *
     * @param ratio of the window that stays, 0 to 1
     * @param postInstructions most tokens behind the instructions; empty for the window
     */
    record RetentionRatio(double ratio, OptionalInt postInstructions) implements Truncation {
        public RetentionRatio {
            if (!(ratio > 0 && ratio <= 1)) {
                throw new IllegalArgumentException(
                        "truncation retention-ratio: " + ratio + " (expected: above 0, to 1)");
            }
        }
    }
}
