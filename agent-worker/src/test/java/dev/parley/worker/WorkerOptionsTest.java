package dev.parley.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerOptionsTest {
    private static final EntryPoint NONE = job -> {};

    private static Config config(String overrides) {
        return ConfigFactory.parseString(overrides).withFallback(ConfigFactory.load());
    }

    @Test
    void shouldReadItsReferenceConfiguration() {
        WorkerOptions options = WorkerOptions.of(config(""), NONE);

        assertThat(options.maxConcurrentJobs()).isEqualTo(100);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(HttpOptions.of(config("")))
                .isEqualTo(new HttpOptions("127.0.0.1", 8080, false, "", Duration.ofMinutes(5)));
    }

    @Test
    void shouldTakeBareNumbersAsMilliseconds() {
        assertThat(WorkerOptions.of(config("parley.worker.timeout = 1500"), NONE)
                        .timeout())
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void shouldKnowAnEntryPointByItsClass() {
        assertThat(new OrderDesk().id()).isEqualTo("order-desk");
        assertThat(new OrderDesk() {}.id()).isEqualTo("agent");
        assertThat(NONE.id()).isEqualTo("agent");
    }

    private static class OrderDesk implements EntryPoint {
        @Override
        public void run(JobContext job) {}
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            parley.worker.max-jobs = 0                | parley.worker.max-jobs: 0 (expected: 1 to 100000)
            parley.worker.timeout = 0                 | parley.worker.timeout: 0 ms (expected: 1 ms to 24 hours)
            parley.worker.drain-timeout = 2d          | parley.worker.drain-timeout: 172800000 ms (expected:
            parley.worker.max-cpu-load = 1.5          | parley.worker.max-cpu-load: 1.5 (expected: above 0
            parley.worker.server-url = "ws://x:7880"  | LIVEKIT_API_KEY
            parley.worker.server-url = "x:7880"       | LiveKit URL: x:7880 (expected: ws, wss, http or https
            parley.worker.max-jobs = many             | max-jobs has type STRING
            """)
    void shouldNameKeyValueAndRule(String overrides, String message) {
        assertThatThrownBy(() -> WorkerOptions.of(config(overrides), NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            parley.http.port = 70000        | parley.http.port: 70000 (expected: 0 to 65535
            parley.http.host = " "          | parley.http.host: empty
            parley.http.production = true   | PARLEY_API_KEY
            parley.http.idle-timeout = 0 s  | parley.http.idle-timeout: 0 ms (expected: 1 ms
            parley.http.port = front        | port has type STRING
            """)
    void shouldNameKeyValueAndRuleOfHttp(String overrides, String message) {
        assertThatThrownBy(() -> HttpOptions.of(config(overrides)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotPrintSecrets() {
        WorkerOptions options = WorkerOptions.builder(config(""), NONE)
                .apiKey("k3y")
                .apiSecret("s3cret")
                .build();

        assertThat(options.toString()).doesNotContain("k3y").doesNotContain("s3cret");
    }
}
