package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.parley.provider.Models;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is loaded before the first call; livekit-agents.md §1.1, {@code setup_fnc}. */
@Timeout(60)
class PrewarmTest {
    private final LinkedBlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);

    /** Is never done with it. */
    private final class Slow implements EntryPoint {
        private final TestServer.Echoes echoes = new TestServer.Echoes();

        @Override
        public void prewarm(Models models, Config config) {
            told.add(models);
            told.add(config.hasPath("parley"));
            try {
                never.await();
            } catch (InterruptedException stopped) {
                told.add("interrupted");
            }
        }

        @Override
        public void run(JobContext job) {
            echoes.run(job);
        }
    }

    /** Has nothing to load it from. */
    private static final class Broken implements EntryPoint {
        private final TestServer.Echoes echoes = new TestServer.Echoes();

        @Override
        public void prewarm(Models models, Config config) throws Exception {
            throw new java.io.IOException("model: no such file");
        }

        @Override
        public void run(JobContext job) {
            echoes.run(job);
        }
    }

    @Test
    void shouldPrewarmOnceBesideTheCallsUntilTheWorkerStops() throws Exception {
        try (TestServer server = TestServer.start(new Slow())) {
            assertThat(next()).isEqualTo(TestServer.noModels());
            assertThat(next()).isEqualTo(true);

            assertThat(server.post("/api/calls/a/start", "").statusCode()).isEqualTo(201);
            assertThat(told).isEmpty();
        }

        assertThat(next()).isEqualTo("interrupted");
    }

    @Test
    void shouldTakeCallsWhenPrewarmingFailed() throws Exception {
        try (TestServer server = TestServer.start(new Broken())) {
            assertThat(server.post("/api/calls/a/start", "").statusCode()).isEqualTo(201);
        }
    }

    private Object next() throws InterruptedException {
        Object next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("told within 20 s").isNotNull();
        return next;
    }
}
