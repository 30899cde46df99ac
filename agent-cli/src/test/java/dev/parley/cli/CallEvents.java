package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The events of a call that a worker hosts, read over its HTTP API as they happen. */
final class CallEvents implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream stream;
    private final CliProcess.Lines lines;

    private CallEvents(InputStream stream) {
        this.stream = stream;
        this.lines = new CliProcess.Lines(stream);
    }

    /** The ids of the calls that go on. */
    static Set<String> calls(URI worker) throws Exception {
        JsonNode calls = JSON.readTree(get(worker.resolve("/api/calls"))).path("calls");
        return StreamSupport.stream(calls.spliterator(), false)
                .map(call -> call.path("id").asText())
                .collect(java.util.stream.Collectors.toSet());
    }

    static CallEvents of(URI worker, String call) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(worker.resolve("/api/calls/" + call + "/events"))
                .build();
        return new CallEvents(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body());
    }

    static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The first event of this type. */
    JsonNode await(String type, Predicate<JsonNode> wanted) throws Exception {
        return read(lines.await(line -> isOf(line, type) && wanted.test(read(line))));
    }

    /** All events so far. */
    List<JsonNode> all() {
        return lines.all().stream()
                .filter(line -> line.startsWith("data: "))
                .map(CallEvents::read)
                .toList();
    }

    private static boolean isOf(String line, String type) {
        return line.startsWith("data: ") && read(line).path("type").asText().equals(type);
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line.substring("data: ".length()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("event: " + line, e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
