package dev.parley.session.engine;

import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.session.TurnMetrics;
import dev.parley.turn.UserTurn.Recognised;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the stations of one answer were passed. Immutable.
 *
 * @param recognised how the turn that it answers was recognised
 */
record Timing(Map<Station, Instant> passed, Recognised recognised) {

    /** Stations in their usual order. */
    enum Station {
        SPEECH_STARTED,
        SPEECH_ENDED,
        TRANSCRIBED,
        TURN_COMMITTED,
        COMPLETION_ASKED,
        COMPLETED,
        REQUESTED,
        FIRST_TOKEN,
        ANSWERED,
        FIRST_SENTENCE,
        VOICED,
        FIRST_AUDIO
    }

    private static final Set<Station> OF_ONE_ANSWER =
            Set.of(Station.REQUESTED, Station.FIRST_TOKEN, Station.ANSWERED, Station.FIRST_SENTENCE, Station.VOICED);

    static Timing none() {
        return new Timing(Map.of(), Recognised.NOTHING);
    }

    /** With this station passed, unless it was before. */
    Timing at(Station station, Instant time) {
        if (passed.containsKey(station)) {
            return this;
        }
        Map<Station, Instant> more = new EnumMap<>(Station.class);
        more.putAll(passed);
        more.put(station, time);
        return new Timing(Map.copyOf(more), recognised);
    }

    /** These stations and, where they are not passed, the other's. */
    Timing with(Timing other) {
        Map<Station, Instant> both = new EnumMap<>(Station.class);
        both.putAll(other.passed);
        both.putAll(passed);
        return new Timing(Map.copyOf(both), recognised);
    }

    /** Of a turn that was recognised like this. */
    Timing of(Recognised turn) {
        return new Timing(passed, turn);
    }

    boolean has(Station station) {
        return passed.containsKey(station);
    }

    /** What stays true after a round of tools: when the turn was over, and whether anything was heard since. */
    Timing afterTools() {
        Map<Station, Instant> kept = new EnumMap<>(Station.class);
        kept.putAll(passed);
        kept.keySet().removeAll(OF_ONE_ANSWER);
        return new Timing(Map.copyOf(kept), recognised);
    }

    TurnMetrics metrics() {
        return new TurnMetrics(
                between(Station.SPEECH_ENDED, Station.TRANSCRIBED),
                between(Station.SPEECH_ENDED, Station.TURN_COMMITTED),
                between(Station.REQUESTED, Station.FIRST_TOKEN),
                between(Station.REQUESTED, Station.ANSWERED),
                between(Station.FIRST_SENTENCE, Station.FIRST_AUDIO),
                between(Station.SPEECH_ENDED, Station.FIRST_AUDIO));
    }

    /** What was measured of the caller's turn; nothing where the end of its speech is not known. */
    MessageMetrics ofUser() {
        return MessageMetrics.ofUser(
                        time(Station.SPEECH_STARTED),
                        time(Station.SPEECH_ENDED),
                        between(Station.SPEECH_ENDED, Station.TRANSCRIBED),
                        between(Station.SPEECH_ENDED, Station.TURN_COMMITTED),
                        between(Station.COMPLETION_ASKED, Station.COMPLETED))
                .withTranscriptConfidence(recognised.confidence())
                .withProviderRequestIds(recognised.requestIds())
                .withModels(recognised.recogniser(), Optional.empty(), Optional.empty());
    }

    /** The end of the caller's turn; empty if it was typed. */
    Optional<AgentMetrics> endOfUtterance(String speechId) {
        return time(Station.TRANSCRIBED)
                .map(transcribed -> new AgentMetrics.EouMetrics(
                        speechId,
                        between(Station.SPEECH_ENDED, Station.TURN_COMMITTED),
                        between(Station.SPEECH_ENDED, Station.TRANSCRIBED),
                        between(Station.COMPLETION_ASKED, Station.COMPLETED)));
    }

    /**
     * What was measured of one round of an answer.
     *
     * @param started the round's first audio
     * @param stopped its last
     * @param answer what was said
     */
    MessageMetrics ofAssistant(Optional<Instant> started, Instant stopped, Answer answer) {
        boolean first = started.isPresent() && started.equals(time(Station.FIRST_AUDIO));
        return new MessageMetrics(
                        started,
                        started.map(start -> stopped),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        between(Station.REQUESTED, Station.FIRST_TOKEN),
                        answer.tokensPerSecond(),
                        between(Station.REQUESTED, Station.FIRST_SENTENCE),
                        started.flatMap(start -> until(Station.FIRST_SENTENCE, start)),
                        first ? between(Station.SPEECH_ENDED, Station.FIRST_AUDIO) : Optional.empty())
                .withPlaybackLatency(started.flatMap(start -> until(Station.VOICED, start)))
                .withProviderRequestIds(answer.served().requestIds())
                .withModels(
                        Optional.empty(),
                        answer.served().model(),
                        answer.served().voice());
    }

    private Optional<Instant> time(Station station) {
        return Optional.ofNullable(passed.get(station));
    }

    private Optional<Duration> between(Station from, Station to) {
        return time(to).flatMap(end -> until(from, end));
    }

    /** From a station to this time, or nothing: a transcript may come before the end of its speech is noticed. */
    private Optional<Duration> until(Station from, Instant end) {
        return time(from).map(start -> start.isAfter(end) ? Duration.ZERO : Duration.between(start, end));
    }
}
