package dev.parley.bench.realtime.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The server that stands for the model, and what it has seen of its clients. */
final class MockServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DrivenProcess process;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    private MockServer(DrivenProcess process, String address) {
        this.process = process;
        this.address = address;
    }

    static MockServer start(List<String> command, Path log) throws IOException, InterruptedException {
        DrivenProcess process = DrivenProcess.start(command, log);
        String listening = process.expect("LISTENING ", PATIENCE);
        return new MockServer(process, listening.substring(listening.indexOf(' ') + 1));
    }

    String url() {
        return "ws://" + address + "/v1/realtime";
    }

    ProcessHandle handle() {
        return process.handle();
    }

    /** It forgets what it has seen. */
    void reset() throws IOException, InterruptedException {
        send(request("/reset").POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** From now on it answers by a timetable that differs by this JSON. */
    void reschedule(String scenario) throws IOException, InterruptedException {
        send(request("/config").POST(HttpRequest.BodyPublishers.ofString(scenario)));
    }

    JsonNode stats() throws IOException, InterruptedException {
        return JSON.readTree(send(request("/stats?full=1")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(PATIENCE);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("mock server, " + response.uri() + ": " + response.statusCode() + " (expected: 200)");
        }
        return response.body();
    }

    @Override
    public void close() {
        process.close();
    }
}
