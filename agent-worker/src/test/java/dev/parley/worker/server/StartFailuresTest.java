package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import java.net.ServerSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told when a worker does not start. */
@Timeout(60)
class StartFailuresTest {
    private static final HttpOptions LOOPBACK = HttpOptions.of(TestServer.CONFIG);

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayWhatToDoWhenThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            WorkerOptions options = WorkerOptions.builder(TestServer.CONFIG, new TestServer.Echoes())
                    .models(TestServer.noModels())
                    .build();

            assertThatThrownBy(() -> await(
                            ParleyServer.start(TestServer.CONFIG, options, LOOPBACK.withPort(taken.getLocalPort()))))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("parley.http.port: " + taken.getLocalPort() + " on 127.0.0.1")
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void shouldNameTheModelsThatAreThereWhenTheChosenAreNot() {
        WorkerOptions options = WorkerOptions.of(TestServer.CONFIG, new TestServer.Echoes());

        assertThatThrownBy(() -> await(ParleyServer.start(TestServer.CONFIG, options, LOOPBACK.withPort(0))))
                .hasMessageContaining("parley.models.provider: offline (expected: one of ");
    }
}
