package dev.parley.turn;

import java.time.Duration;

/**
 * How turns are taken. Names and defaults are LiveKit Agents'.
 *
 * @param detection what ends the caller's turn
 * @param endpointingDelay silence, from the real end of the speech, after which a turn is over
 * @param interruption when the caller's speech stops the agent's
 * @param preemptive whether the model may start to answer before the turn is surely over
 * @param userTurnLimit how much the caller may say before the agent cuts in
 */
public record TurnOptions(
        TurnDetection detection,
        Duration endpointingDelay,
        InterruptionOptions interruption,
        PreemptiveGeneration preemptive,
        UserTurnLimit userTurnLimit) {
    private static final TurnOptions STANDARD = new TurnOptions(
            TurnDetection.VAD,
            Duration.ofMillis(500),
            InterruptionOptions.standard(),
            PreemptiveGeneration.standard(),
            UserTurnLimit.none());

    public TurnOptions {
        requireNotNegative("endpointing-delay", endpointingDelay);
    }

    /** By silence of half a second, interruptible, with preemptive generation. */
    public static TurnOptions standard() {
        return STANDARD;
    }

    public TurnOptions withDetection(TurnDetection newDetection) {
        return new TurnOptions(newDetection, endpointingDelay, interruption, preemptive, userTurnLimit);
    }

    public TurnOptions withEndpointingDelay(Duration newDelay) {
        return new TurnOptions(detection, newDelay, interruption, preemptive, userTurnLimit);
    }

    public TurnOptions withInterruption(InterruptionOptions newInterruption) {
        return new TurnOptions(detection, endpointingDelay, newInterruption, preemptive, userTurnLimit);
    }

    public TurnOptions withPreemptive(PreemptiveGeneration newPreemptive) {
        return new TurnOptions(detection, endpointingDelay, interruption, newPreemptive, userTurnLimit);
    }

    public TurnOptions withUserTurnLimit(UserTurnLimit newLimit) {
        return new TurnOptions(detection, endpointingDelay, interruption, preemptive, newLimit);
    }

    static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
    }
}
