package dev.parley.session.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the end of the caller's turn beside the turn itself. Immutable.
 *
 * @param pauses the caller's
 * @param prediction what the turn's detector says of what was understood last; empty if it is not asked
 * @param language that was recognised last
 * @param backchannel what was said last over the agent in too few words to be a turn's
 * @param recogniserHears whether a recogniser that ends turns has begun to hear speech whose end it has not found
 */
record Endpoint(
        DynamicEndpointing pauses,
        Optional<Prediction> prediction,
        Optional<String> language,
        Optional<Backchannel> backchannel,
        boolean recogniserHears) {
    static final Endpoint UNKNOWN = new Endpoint(
            DynamicEndpointing.nothingKnown(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** How likely the turn is over. */
    enum Outlook {
        /** The detector has not answered. */
        AWAITED,
        OVER,
        GOES_ON,
        /** The detector cannot say. */
        UNKNOWN
    }

    /**
     * What a detector was asked.
     *
     * @param until how long the turn waits for the answer
     */
    record Prediction(String id, Instant askedAt, Instant until, Outlook outlook) {
        Prediction answered(Outlook now) {
            return new Prediction(id, askedAt, until, now);
        }
    }

    /**
     * A listener's sound, as it seems.
     *
     * @param spokenUntil the real end of its speech
     * @param at when it was understood
     */
    record Backchannel(String text, Optional<String> language, Instant spokenUntil, Instant at) {}

    Endpoint with(DynamicEndpointing now) {
        return new Endpoint(now, prediction, language, backchannel, recogniserHears);
    }

    Endpoint with(Prediction asked) {
        return new Endpoint(pauses, Optional.of(asked), language, backchannel, recogniserHears);
    }

    Endpoint with(Optional<Backchannel> heard) {
        return new Endpoint(pauses, prediction, language, heard, recogniserHears);
    }

    Endpoint withoutPrediction() {
        return new Endpoint(pauses, Optional.empty(), language, backchannel, recogniserHears);
    }

    Endpoint inLanguage(Optional<String> heard) {
        return new Endpoint(pauses, prediction, heard.or(() -> language), backchannel, recogniserHears);
    }

    Endpoint recogniserHearing(boolean now) {
        return new Endpoint(pauses, prediction, language, backchannel, now);
    }
}
