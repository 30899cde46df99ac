package dev.parley.session;

import java.time.Duration;
import java.util.Optional;

/**
 * Where the time of one answer went, as LiveKit Agents measures it. A part that did not take place is empty.
 *
 * @param transcriptionDelay end of the caller's speech to the final transcript
 * @param endOfTurnDelay end of the caller's speech to the decision that the turn is over
 * @param timeToFirstToken request to the first piece of the model's answer
 * @param modelDuration request to the end of the model's answer
 * @param timeToFirstByte first text given to the voice to its first audio
 * @param endToEnd end of the caller's speech to the agent's first audio
 */
public record TurnMetrics(
        Optional<Duration> transcriptionDelay,
        Optional<Duration> endOfTurnDelay,
        Optional<Duration> timeToFirstToken,
        Optional<Duration> modelDuration,
        Optional<Duration> timeToFirstByte,
        Optional<Duration> endToEnd) {}
