package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbandonedCallTest {

    @Test
    void shouldFreeThePlaceOfACallThatItsCallerHasLeft() throws Exception {
        HttpOptions impatient = HttpOptions.of(TestServer.CONFIG).withIdleTimeout(Duration.ofMillis(300));
        try (TestServer server =
                TestServer.start(new TestServer.Echoes(), options -> options.maxConcurrentJobs(2), impatient)) {
            SocketCaller stays = SocketCaller.connect(server, "/api/calls/stays/ws?rate=16000");
            assertThat(server.post("/api/calls/left/start").statusCode()).isEqualTo(201);
            Call left = server.server
                    .calls()
                    .find("left")
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .orElseThrow();

            JobEnd end = left.whenEnded().toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(end.kind()).isEqualTo(JobEnd.Kind.SHUTDOWN);
            assertThat(end.reason()).startsWith("caller: gone for 300 ms").contains("parley.http.idle-timeout");
            assertThat(server.server.activeJobs()).isEqualTo(1);
            stays.send("{\"type\":\"ping\",\"t\":1}").await("pong");
            assertThat(server.post("/api/calls/next/start").statusCode()).isEqualTo(201);
        }
    }
}
