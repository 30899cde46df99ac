package dev.parley.turn;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
            TurnDetection.AUTO,
            EndpointingOptions.standard(),
            InterruptionOptions.standard(),
            PreemptiveGeneration.standard(),
            UserTurnLimit.none(),
            TurnStart.bySpeech(),
            Set.of(),
            Duration.ZERO,
            Optional.empty());

    public TurnOptions {
        Durations.requireNotNegative("user-idle-timeout", userIdleTimeout);
        mutes = Set.copyOf(mutes);
    }

    /** By silence of half a second, interruptible, with preemptive generation; never muted, never idle. */
    public static TurnOptions standard() {
        return STANDARD;
    }

    public TurnOptions withDetection(TurnDetection newDetection) {
        return with(copy -> copy.detection = newDetection);
    }

    public TurnOptions withEndpointing(EndpointingOptions newEndpointing) {
        return with(copy -> copy.endpointing = newEndpointing);
    }

    /** A turn is over after this silence; unless a detector says otherwise. */
    public TurnOptions withEndpointingDelay(Duration newMinDelay) {
        return withEndpointing(endpointing.withMinDelay(newMinDelay));
    }

    public TurnOptions withInterruption(InterruptionOptions newInterruption) {
        return with(copy -> copy.interruption = newInterruption);
    }

    public TurnOptions withPreemptive(PreemptiveGeneration newPreemptive) {
        return with(copy -> copy.preemptive = newPreemptive);
    }

    public TurnOptions withUserTurnLimit(UserTurnLimit newLimit) {
        return with(copy -> copy.userTurnLimit = newLimit);
    }

    public TurnOptions withStart(TurnStart newStart) {
        return with(copy -> copy.start = newStart);
    }

    public TurnOptions withMutes(Set<MuteStrategy> newMutes) {
        return with(copy -> copy.mutes = newMutes);
    }

    /** Zero: the caller is never idle. */
    public TurnOptions withUserIdleTimeout(Duration newTimeout) {
        return with(copy -> copy.userIdleTimeout = newTimeout);
    }

    /** A turn is over when this says so, or when the caller has been silent for long. */
    public TurnOptions withDetector(TurnDetector newDetector) {
        return with(copy -> copy.detector = Optional.of(newDetector));
    }

    /** A turn is over by silence alone. */
    public TurnOptions withoutDetector() {
        return with(copy -> copy.detector = Optional.empty());
    }

    private TurnOptions with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /** Options of which one is about to change. */
    private static final class Copy {
        private TurnDetection detection;
        private EndpointingOptions endpointing;
        private InterruptionOptions interruption;
        private PreemptiveGeneration preemptive;
        private UserTurnLimit userTurnLimit;
        private TurnStart start;
        private Set<MuteStrategy> mutes;
        private Duration userIdleTimeout;
        private Optional<TurnDetector> detector;

        Copy(TurnOptions from) {
            detection = from.detection;
            endpointing = from.endpointing;
            interruption = from.interruption;
            preemptive = from.preemptive;
            userTurnLimit = from.userTurnLimit;
            start = from.start;
            mutes = from.mutes;
            userIdleTimeout = from.userIdleTimeout;
            detector = from.detector;
        }

        TurnOptions options() {
            return new TurnOptions(
                    detection,
                    endpointing,
                    interruption,
                    preemptive,
                    userTurnLimit,
                    start,
                    mutes,
                    userIdleTimeout,
                    detector);
        }
    }
}
