package dev.parley.session.engine;

import dev.parley.session.TurnMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** When the stations of one answer were passed. Immutable. */
record Timing(Map<Station, Instant> passed) {

    /** Stations in their usual order. */
    enum Station {
        SPEECH_ENDED,
        TRANSCRIBED,
        TURN_COMMITTED,
        REQUESTED,
        FIRST_TOKEN,
        ANSWERED,
        FIRST_SENTENCE,
        FIRST_AUDIO
    }

    static Timing none() {
        return new Timing(Map.of());
    }

    /** With this station passed, unless it was before. */
    Timing at(Station station, Instant time) {
        if (passed.containsKey(station)) {
            return this;
        }
        Map<Station, Instant> more = new EnumMap<>(Station.class);
        more.putAll(passed);
        more.put(station, time);
        return new Timing(Map.copyOf(more));
    }

    /** These stations and, where they are not passed, the other's. */
    Timing with(Timing other) {
        Map<Station, Instant> both = new EnumMap<>(Station.class);
        both.putAll(other.passed);
        both.putAll(passed);
        return new Timing(Map.copyOf(both));
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

    private Optional<Duration> between(Station from, Station to) {
        if (!passed.containsKey(from) || !passed.containsKey(to)) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(passed.get(from), passed.get(to)));
    }
}
