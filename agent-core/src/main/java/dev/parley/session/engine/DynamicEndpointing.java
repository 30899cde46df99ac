package dev.parley.session.engine;

import dev.parley.turn.EndpointingOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a call has shown of the caller's pauses: LiveKit Agents' {@code DynamicEndpointing}. Immutable.
 *
 * <p>Two kinds of silence count as a pause within a turn, which the least delay should outlast:
 *
 * <pre>
 * [utterance] pause [utterance]                 the agent said nothing in between
 * [utterance] pause [utterance over the agent]  begun at most the least delay after the agent: it had cut in
 * </pre>
 *
 * @param pause the running average; empty before the first pause
 * @param startedAt when the caller's newest utterance began
 * @param endedAt when its newest utterance that is over ended
 * @param speaking whether the caller speaks
 * @param overlapping whether its utterance and the agent's speech were heard at the same time
 * @param agentStartedAt when the agent began to be heard, if it was since the caller's newest utterance that is over
 * @param agentEndedAt when that ended
 */
record DynamicEndpointing(
        Optional<Duration> pause,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        boolean speaking,
        boolean overlapping,
        Optional<Instant> agentStartedAt,
        Optional<Instant> agentEndedAt) {
    /** A voice may begin with silence: who speaks so shortly after its beginning has not heard it. */
    static final Duration LEADING_SILENCE = Duration.ofMillis(250);

    private static final DynamicEndpointing NOTHING = new DynamicEndpointing(
            Optional.empty(), Optional.empty(), Optional.empty(), false, false, Optional.empty(), Optional.empty());

    static DynamicEndpointing nothingKnown() {
        return NOTHING;
    }

    /** The least delay by these settings and what was learned. */
    Duration minDelay(EndpointingOptions options) {
        return options.mode() == EndpointingOptions.Mode.FIXED ? options.minDelay() : learned(options);
    }

    private Duration learned(EndpointingOptions options) {
        return clamped(pause.orElse(options.minDelay()), options);
    }

    boolean agentSpeaking() {
        return agentStartedAt.isPresent() && agentEndedAt.isEmpty();
    }

    /** The caller speaks already: the silence before that is none between it and the agent, and is not to be learned. */
    DynamicEndpointing agentStarted(Instant at) {
        boolean endIsOfAnEarlierOne = speaking
                && !agentSpeaking()
                && endedAt.filter(end -> startedAt.filter(end::isBefore).isPresent())
                        .isPresent();
        Optional<Instant> end = endIsOfAnEarlierOne ? Optional.of(at.minusMillis(1)) : endedAt;
        return new DynamicEndpointing(pause, startedAt, end, speaking, speaking, Optional.of(at), Optional.empty());
    }

    /** An utterance that has cut the agent off, or outlasts it, goes on counting as one over the agent. */
    DynamicEndpointing agentEnded(Instant at) {
        return new DynamicEndpointing(
                pause, startedAt, endedAt, speaking, overlapping && speaking, agentStartedAt, Optional.of(at));
    }

    DynamicEndpointing speechStarted(Instant at) {
        return overlapping
                ? this
                : new DynamicEndpointing(
                        pause, Optional.of(at), endedAt, true, agentSpeaking(), agentStartedAt, agentEndedAt);
    }

    /**
     * The caller's utterance is over.
     *
     * @param backchannel whether it is known to be none of a turn's, such as a listener's "yes"
     */
    DynamicEndpointing speechEnded(Instant at, boolean backchannel, EndpointingOptions options) {
        if (backchannel && overlapping && !startedWithTheAgent(LEADING_SILENCE)) {
            return speechForgotten();
        }
        Optional<Duration> newest =
                overlapping || agentSpeaking() ? pauseBeforeCuttingIn(options) : pauseBetweenUtterances(options);
        boolean agentGoesOn = agentSpeaking();
        return new DynamicEndpointing(
                newest.map(length -> averaged(length, options)).or(() -> pause),
                startedAt,
                Optional.of(at),
                false,
                false,
                agentGoesOn ? agentStartedAt : Optional.empty(),
                agentGoesOn ? agentEndedAt : Optional.empty());
    }

    /** What the caller said counts for nothing. */
    DynamicEndpointing speechForgotten() {
        return new DynamicEndpointing(
                pause, Optional.empty(), Optional.empty(), false, false, agentStartedAt, agentEndedAt);
    }

    private boolean startedWithTheAgent(Duration within) {
        return untilTheUtterance()
                .filter(time -> time.abs().compareTo(within) < 0)
                .isPresent();
    }

    /** Whether an utterance over the agent began before it, or no later than this after its beginning. */
    boolean startedNoLaterThan(Duration afterTheAgent) {
        boolean overTheAgent = speaking
                || endedAt.filter(end -> agentStartedAt.filter(end::isAfter).isPresent())
                        .isPresent();
        return overTheAgent
                && untilTheUtterance()
                        .filter(time -> time.compareTo(afterTheAgent) <= 0)
                        .isPresent();
    }

    /** From the agent's beginning on; negative if the caller began first. */
    private Optional<Duration> untilTheUtterance() {
        return agentStartedAt.flatMap(agent -> startedAt.map(caller -> Duration.between(agent, caller)));
    }

    /** A silence longer than the greatest delay is none within a turn. */
    private Optional<Duration> pauseBetweenUtterances(EndpointingOptions options) {
        return silenceUntil(startedAt)
                .filter(silence -> agentStartedAt.isEmpty() && within(silence, options.maxDelay()));
    }

    private Optional<Duration> pauseBeforeCuttingIn(EndpointingOptions options) {
        Duration silence = silenceUntil(startedAt).orElse(Duration.ZERO);
        Duration untilTheAgent = silenceUntil(agentStartedAt).orElse(Duration.ZERO);
        boolean soonAfterTheAgent = within(silence.minus(untilTheAgent).abs(), learned(options));
        return soonAfterTheAgent && within(untilTheAgent, options.maxDelay()) && !silence.isZero()
                ? Optional.of(silence)
                : Optional.empty();
    }

    /** From the end of the utterance before; empty if there is none, or no silence. */
    private Optional<Duration> silenceUntil(Optional<Instant> start) {
        return endedAt.flatMap(end -> start.filter(end::isBefore).map(from -> Duration.between(end, from)));
    }

    private static boolean within(Duration time, Duration most) {
        return !time.isZero() && time.compareTo(most) <= 0;
    }

    private Duration averaged(Duration newest, EndpointingOptions options) {
        double before = learned(options).toNanos();
        double average = options.alpha() * before + (1 - options.alpha()) * newest.toNanos();
        return clamped(Duration.ofNanos(Math.round(average)), options);
    }

    private static Duration clamped(Duration delay, EndpointingOptions options) {
        if (delay.compareTo(options.minDelay()) < 0) {
            return options.minDelay();
        }
        return delay.compareTo(options.maxDelay()) > 0 ? options.maxDelay() : delay;
    }
}
