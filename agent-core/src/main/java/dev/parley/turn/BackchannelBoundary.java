package dev.parley.turn;

import java.time.Duration;

/**
 * Where no utterance is taken for a listener's sound, because the agent has only just begun or is about to be done. LiveKit
 * Agents' {@code backchannel_boundary}, with its defaults.
 *
 * @param start an utterance that begins no later than this after the agent was first heard is judged as speech
 * @param end an utterance that ends at most this before the agent does is an answer, however short
 */
public record BackchannelBoundary(Duration start, Duration end) {
    private static final BackchannelBoundary STANDARD =
            new BackchannelBoundary(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final BackchannelBoundary NONE = new BackchannelBoundary(Duration.ZERO, Duration.ZERO);

    public BackchannelBoundary {
        Durations.requireNotNegative("backchannel-boundary start", start);
        Durations.requireNotNegative("backchannel-boundary end", end);
    }

    /** A second at either end. */
    public static BackchannelBoundary standard() {
        return STANDARD;
    }

    /** A listener's sound may come at any time. */
    public static BackchannelBoundary none() {
        return NONE;
    }
}
