package dev.parley.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.realtime.compare.ProcessorTime;
import dev.parley.bench.realtime.compare.Quantiles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a client with so many sessions.
 *
 * @param cpu processor time in seconds per session and minute
 * @param cores that it took
 * @param others cores that neither it nor the driver took
 * @param mib its memory per session, what the process takes before the first of them left out
 * @param decisions from when a turn was to be decided to the request to the language model
 * @param framesLate how much later than due the callers' frames were given to the sessions
 * @param errors that sessions told of
 * @param differences of its work from the timetable's
 */
record Result(
        String client,
        int sessions,
        double cpu,
        double cores,
        double others,
        double mib,
        Optional<Quantiles> decisions,
        Optional<Quantiles> framesLate,
        long errors,
        Work work,
        List<String> differences) {
    private static final double ONE_CORE = 0.9;

    /**
     * Puts it together.
     *
     * @param told what the client told
     */
    static Result of(
            Timetable timetable, String client, int sessions, ProcessorTime.Used used, double mib, JsonNode told) {
        Work work = Work.told(told);
        return new Result(
                client,
                sessions,
                used.client() * 60 / (sessions * used.seconds()),
                used.client() / used.seconds(),
                used.others() / used.seconds(),
                mib / sessions,
                Quantiles.told(told.path("decision")),
                Quantiles.told(told.path("frames_late")),
                told.path("errors").asLong(),
                work,
                work.differences(Work.expected(timetable, sessions, used.seconds()), timetable));
    }

    /** Whether it did all that it had to. */
    boolean keptUp() {
        return differences.isEmpty() && errors == 0;
    }

    /** Whether it did not keep up because a whole processor was too little for it: all that one thread can have. */
    boolean saturated() {
        return !keptUp() && cores > ONE_CORE;
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%s with %d sessions: CPU %.4f s a session-minute, %.2f cores, decisions %s ms, others %.2f cores, %d errors%s",
                client,
                sessions,
                cpu,
                cores,
                decisions.map(Quantiles::toString).orElse("-"),
                others,
                errors,
                differences.isEmpty() ? "" : "; not the timetable's work: " + String.join(", ", differences));
    }
}
