package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever opens the port to others without a key is told once what that means. */
@Timeout(60)
class ListeningTest {
    private static final HttpOptions LOOPBACK = HttpOptions.of(TestServer.CONFIG);
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static LoggingTestKit warnings(int count) {
        return LoggingTestKit.warn("without a key").withOccurrences(count);
    }

    private static boolean listens(HttpOptions http) {
        try (TestServer server = TestServer.start(new TestServer.Echoes(), options -> options, http)) {
            return server.server.activeJobs() == 0;
        } catch (Exception failed) {
            throw new AssertionError("no server", failed);
        }
    }

    @Test
    void shouldWarnOnceWhenOthersMayCallWithoutAKey() {
        assertThat(warnings(1).expect(kit.system(), () -> listens(LOOPBACK.withHost("0.0.0.0"))))
                .isTrue();
    }

    @Test
    void shouldNotWarnOnLoopbackOrWithAKey() {
        assertThat(warnings(0).expect(kit.system(), () -> listens(LOOPBACK))).isTrue();
        assertThat(warnings(0)
                        .expect(
                                kit.system(),
                                () -> listens(LOOPBACK.withHost("0.0.0.0").inProduction("s3cret"))))
                .isTrue();
    }
}
