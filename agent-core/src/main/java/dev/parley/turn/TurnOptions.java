package dev.parley.turn;

import java.time.Duration;
import java.util.Set;

/**
 * How turns are taken. Names and defaults are LiveKit Agents' where it has the option, else Pipecat's.
 *
 * @param detection what ends the caller's turn
 * @param endpointingDelay silence, from the real end of the speech, after which a turn is over
 * @param interruption when the caller's speech stops the agent's
 * @param preemptive whether the model may start to answer before the turn is surely over
 * @param userTurnLimit how much the caller may say before the agent cuts in
 * @param start what begins the caller's turn while the agent is heard
 * @param mutes when the caller is not listened to
 * @param userIdleTimeout silence of the caller's after the agent has spoken that is told as idle; zero for never
 */
public record TurnOptions(
        TurnDetection detection,
        Duration endpointingDelay,
        InterruptionOptions interruption,
        PreemptiveGeneration preemptive,
        UserTurnLimit userTurnLimit,
        TurnStart start,
        Set<MuteStrategy> mutes,
        Duration userIdleTimeout) {
    private static final TurnOptions STANDARD = new TurnOptions(
            TurnDetection.VAD,
            Duration.ofMillis(500),
            InterruptionOptions.standard(),
            PreemptiveGeneration.standard(),
            UserTurnLimit.none(),
            TurnStart.bySpeech(),
            Set.of(),
            Duration.ZERO);

    public TurnOptions {
        requireNotNegative("endpointing-delay", endpointingDelay);
        requireNotNegative("user-idle-timeout", userIdleTimeout);
        mutes = Set.copyOf(mutes);
    }

    /** By silence of half a second, interruptible, with preemptive generation; never muted, never idle. */
    public static TurnOptions standard() {
        return STANDARD;
    }

    public TurnOptions withDetection(TurnDetection newDetection) {
        return new TurnOptions(
                newDetection, endpointingDelay, interruption, preemptive, userTurnLimit, start, mutes, userIdleTimeout);
    }

    public TurnOptions withEndpointingDelay(Duration newDelay) {
        return new TurnOptions(
                detection, newDelay, interruption, preemptive, userTurnLimit, start, mutes, userIdleTimeout);
    }

    public TurnOptions withInterruption(InterruptionOptions newInterruption) {
        return new TurnOptions(
                detection, endpointingDelay, newInterruption, preemptive, userTurnLimit, start, mutes, userIdleTimeout);
    }

    public TurnOptions withPreemptive(PreemptiveGeneration newPreemptive) {
        return new TurnOptions(
                detection, endpointingDelay, interruption, newPreemptive, userTurnLimit, start, mutes, userIdleTimeout);
    }

    public TurnOptions withUserTurnLimit(UserTurnLimit newLimit) {
        return new TurnOptions(
                detection, endpointingDelay, interruption, preemptive, newLimit, start, mutes, userIdleTimeout);
    }

    public TurnOptions withStart(TurnStart newStart) {
        return new TurnOptions(
                detection, endpointingDelay, interruption, preemptive, userTurnLimit, newStart, mutes, userIdleTimeout);
    }

    public TurnOptions withMutes(Set<MuteStrategy> newMutes) {
        return new TurnOptions(
                detection, endpointingDelay, interruption, preemptive, userTurnLimit, start, newMutes, userIdleTimeout);
    }

    /** Zero: the caller is never idle. */
    public TurnOptions withUserIdleTimeout(Duration newTimeout) {
        return new TurnOptions(
                detection, endpointingDelay, interruption, preemptive, userTurnLimit, start, mutes, newTimeout);
    }

    static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
    }
}
