package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {

    @Test
    void shouldStreamEventsUntilTheCallEnds() throws Exception {
        try (TestServer server = TestServer.start(new TestServer.Echoes())) {
            server.post("/api/calls/a/start");
            HttpRequest request =
                    HttpRequest.newBuilder(server.uri("/api/calls/a/events")).build();
            HttpResponse<Stream<String>> response = TestServer.client()
                    .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                    .get(10, TimeUnit.SECONDS);

            server.post("/api/calls/a/text", "{\"text\":\"a\\nb\"}");
            server.post("/api/calls/a/end");
            List<String> lines = response.body().toList();

            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(lines).contains("event: text_received", "event: session_closed");
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("data: {\"type\":\"text_received\"")
                            && line.endsWith("\"text\":\"a\\nb\"}"));
            assertThat(lines)
                    .allMatch(line -> line.isEmpty() || line.startsWith("event: ") || line.startsWith("data: "));
        }
    }
}
