package dev.parley.turn;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How turns are taken. Names and defaults are LiveKit Agents' where it has the option, else Pipecat's.
 *
 * @param detection what ends the caller's turn
 * @param endpointing the silence after which a turn is over
 * @param interruption when the caller's speech stops the agent's
 * @param preemptive whether the model may start to answer before the turn is surely over
 * @param userTurnLimit how much the caller may say before the agent cuts in
 * @param start what begins the caller's turn while the agent is heard
 * @param mutes when the caller is not listened to
 * @param userIdleTimeout silence of the caller's after the agent has spoken that is told as idle; zero for never
 * @param detector what says whether the caller goes on; empty for silence alone
 */
public record TurnOptions(
        TurnDetection detection,
        EndpointingOptions endpointing,
        InterruptionOptions interruption,
        PreemptiveGeneration preemptive,
        UserTurnLimit userTurnLimit,
        TurnStart start,
        Set<MuteStrategy> mutes,
        Duration userIdleTimeout,
        Optional<TurnDetector> detector) {
    private static final TurnOptions STANDARD = new TurnOptions(
            TurnDetection.VAD,
            EndpointingOptions.standard(),
            InterruptionOptions.standard(),
            PreemptiveGeneration.standard(),
            UserTurnLimit.none(),
            TurnStart.bySpeech(),
            Set.of(),
            Duration.ZERO,
            Optional.empty());

    public TurnOptions {
        requireNotNegative("user-idle-timeout", userIdleTimeout);
        mutes = Set.copyOf(mutes);
    }

    /** By silence of half a second, interruptible, with preemptive generation; never muted, never idle. */
    public static TurnOptions standard() {
        return STANDARD;
    }

    public TurnOptions withDetection(TurnDetection newDetection) {
        return new TurnOptions(
                newDetection,
                endpointing,
                interruption,
                preemptive,
                userTurnLimit,
                start,
                mutes,
                userIdleTimeout,
                detector);
    }

    public TurnOptions withEndpointing(EndpointingOptions newEndpointing) {
        return new TurnOptions(
                detection,
                newEndpointing,
                interruption,
                preemptive,
                userTurnLimit,
                start,
                mutes,
                userIdleTimeout,
                detector);
    }

    /** A turn is over after this silence; unless a detector says otherwise. */
    public TurnOptions withEndpointingDelay(Duration newMinDelay) {
        return withEndpointing(endpointing.withMinDelay(newMinDelay));
    }

    public TurnOptions withInterruption(InterruptionOptions newInterruption) {
        return new TurnOptions(
                detection,
                endpointing,
                newInterruption,
                preemptive,
                userTurnLimit,
                start,
                mutes,
                userIdleTimeout,
                detector);
    }

    public TurnOptions withPreemptive(PreemptiveGeneration newPreemptive) {
        return new TurnOptions(
                detection,
                endpointing,
                interruption,
                newPreemptive,
                userTurnLimit,
                start,
                mutes,
                userIdleTimeout,
                detector);
    }

    public TurnOptions withUserTurnLimit(UserTurnLimit newLimit) {
        return new TurnOptions(
                detection, endpointing, interruption, preemptive, newLimit, start, mutes, userIdleTimeout, detector);
    }

    public TurnOptions withStart(TurnStart newStart) {
        return new TurnOptions(
                detection,
                endpointing,
                interruption,
                preemptive,
                userTurnLimit,
                newStart,
                mutes,
                userIdleTimeout,
                detector);
    }

    public TurnOptions withMutes(Set<MuteStrategy> newMutes) {
        return new TurnOptions(
                detection,
                endpointing,
                interruption,
                preemptive,
                userTurnLimit,
                start,
                newMutes,
                userIdleTimeout,
                detector);
    }

    /** Zero: the caller is never idle. */
    public TurnOptions withUserIdleTimeout(Duration newTimeout) {
        return new TurnOptions(
                detection, endpointing, interruption, preemptive, userTurnLimit, start, mutes, newTimeout, detector);
    }

    /** A turn is over when this says so, or when the caller has been silent for long. */
    public TurnOptions withDetector(TurnDetector newDetector) {
        return new TurnOptions(
                detection,
                endpointing,
                interruption,
                preemptive,
                userTurnLimit,
                start,
                mutes,
                userIdleTimeout,
                Optional.of(newDetector));
    }

    static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
    }
}
