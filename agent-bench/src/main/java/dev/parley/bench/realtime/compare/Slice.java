package dev.parley.bench.realtime.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What was seen in some seconds of a run.
 *
 * @param cpu the client's processor time, in seconds per session and minute
 * @param others share of one processor that neither client nor server took
 * @param realtime audio that came to the server, as a share of what the callers said
 * @param out from a delta's sending to its audio's being handed to the output
 * @param listener how much later than possible a frame left an output that plays by itself
 * @param clears from the model's hearing of a caller who cuts in to the emptied output, in milliseconds
 * @param missed callers who cut in without any effect
 * @param tools from a tool's call to the request for an answer, in milliseconds
 * @param allocated bytes of heap per session and second; 0 if the client does not tell
 */
record Slice(
        double cpu,
        double others,
        double realtime,
        Optional<Quantiles> out,
        Optional<Quantiles> listener,
        List<Double> clears,
        int missed,
        List<Double> tools,
        double allocated,
        long errors) {
    static final double BYTES_A_SECOND = 48_000;
    private static final long NO_REACTION_NANOS = 3_000_000_000L;

    /**
     * Puts it together.
     *
     * @param client what the client told, see {@code ClientProtocol}
     * @param server what the mock server has seen
     */
    static Slice of(int sessions, ProcessorTime.Used used, JsonNode client, JsonNode server) {
        List<Double> clears = new ArrayList<>();
        int missed = 0;
        for (var session : server.path("per_session").properties()) {
            for (JsonNode heard : session.getValue().path("barge_ns")) {
                Optional<Double> reaction = reaction(client.path("barge_clear"), session.getKey(), heard.asLong());
                reaction.ifPresent(clears::add);
                missed += reaction.isEmpty() ? 1 : 0;
            }
        }
        double sessionSeconds = sessions * used.seconds();
        return new Slice(
                used.client() * 60 / sessionSeconds,
                used.others() / used.seconds(),
                server.path("counters").path("append_bytes").asDouble() / BYTES_A_SECOND / sessionSeconds,
                Quantiles.told(client.path("out_latency")),
                Quantiles.told(client.path("listener_lateness")),
                clears,
                missed,
                millis(server.path("fn_to_response_create_us")),
                client.path("allocated_bytes").asDouble() / sessionSeconds,
                client.path("errors").asLong());
    }

    /** Milliseconds from this moment to the first emptying of the session's output after it. */
    private static Optional<Double> reaction(JsonNode clears, String session, long heard) {
        return stream(clears)
                .filter(clear -> clear.path(0).asText().equals(session))
                .map(clear -> clear.path(1).asLong() - heard)
                .filter(nanos -> nanos >= 0 && nanos < NO_REACTION_NANOS)
                .min(Long::compare)
                .map(nanos -> nanos / 1e6);
    }

    private static List<Double> millis(JsonNode micros) {
        return stream(micros).map(each -> each.asDouble() / 1000).toList();
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
