package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.SessionReport;
import dev.parley.worker.TestServer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application may keep of a conversation that is over. */
@Timeout(60)
class SessionEndTest {
    private final LinkedBlockingQueue<SessionReport> reports = new LinkedBlockingQueue<>();

    /** Keeps the report, then fails for some. */
    private final class Keeper implements EntryPoint {
        private final TestServer.Echoes echoes = new TestServer.Echoes();

        @Override
        public void run(JobContext job) {
            assertThat(job.sessionReport()).isEmpty();
            echoes.run(job);
        }

        @Override
        public void onSessionEnd(JobContext job) {
            reports.add(job.sessionReport().orElseThrow());
            if (job.id().startsWith("bad")) {
                throw new IllegalStateException("archive: full");
            }
        }
    }

    @Test
    void shouldReportOnAConversation() throws Exception {
        try (TestServer server = TestServer.start(
                new Keeper(), options -> options.agentName("desk"), HttpOptions.of(TestServer.CONFIG))) {
            server.post("/api/calls/a/start", "");
            server.post("/api/calls/a/text", "{\"text\":\"hello\"}");
            server.post("/api/calls/a/end", "");

            SessionReport report = next();

            assertThat(report.jobId()).isEqualTo("a");
            assertThat(report.agentName()).isEqualTo("desk");
            assertThat(report.room()).isEmpty();
            assertThat(report.closeReason().map(CloseReason::kind)).contains(CloseReason.Kind.JOB_SHUTDOWN);
            assertThat(report.events())
                    .hasAtLeastOneElementOfType(SessionEvent.TextReceived.class)
                    .doesNotHaveAnyElementsOfTypes(SessionEvent.MetricsCollected.class);
            assertThat(report.toString()).doesNotContain("hello");
            JsonNode json = report.toJson();
            assertThat(json.path("job_id").asText()).isEqualTo("a");
            assertThat(json.path("close_reason").asText()).isEqualTo("job_shutdown");
            assertThat(json.path("events").size()).isEqualTo(report.events().size());
            assertThat(json.path("chat_history").isArray()).isTrue();
            assertThat(json.path("usage").isArray()).isTrue();
            assertThat(json.path("options").path("max_errors").asInt()).isEqualTo(3);
            assertThat(json.path("options")
                            .path("connect")
                            .path("llm")
                            .path("timeout_ms")
                            .asLong())
                    .isEqualTo(10_000);
        }
    }

    @Test
    void shouldEndAllTheSameWhenItCanNotBeKept() throws Exception {
        try (TestServer server = TestServer.start(new Keeper())) {
            server.post("/api/calls/bad/start", "");
            server.post("/api/calls/bad/end", "");
            next();

            server.post("/api/calls/good/start", "");
            server.post("/api/calls/good/end", "");

            assertThat(next().jobId()).isEqualTo("good");
        }
    }

    private SessionReport next() throws InterruptedException {
        SessionReport report = reports.poll(20, TimeUnit.SECONDS);
        assertThat(report).as("a report within 20 s").isNotNull();
        return report;
    }
}
