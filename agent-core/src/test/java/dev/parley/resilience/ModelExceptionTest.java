package dev.parley.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LiveKit Agents' tests/test_exceptions.py, and case 39 of the reference. */
class ModelExceptionTest {
    @ParameterizedTest // case 39
    @ValueSource(ints = {400, 401, 402, 403, 404, 405, 413, 422, 498})
    void shouldNotRepeatWhatTheServerRefuses(int status) {
        assertThat(ModelStatusException.of("a/b", status, "").retryable()).isFalse();
    }

    @ParameterizedTest // case 39
    @ValueSource(ints = {408, 429, 499, 500, 502, 503, 504, 599, -1})
    void shouldRepeatWhatMayPass(int status) {
        assertThat(ModelStatusException.of("a/b", status, "").retryable()).isTrue();
    }

    @Test // case 39
    void shouldWaitShortlyBeforeTheFirstRepetitionOnly() {
        ConnectOptions options = ConnectOptions.standard();

        assertThat(options.maxRetries()).isEqualTo(3);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.intervalBefore(0)).isEqualTo(Duration.ofMillis(100));
        assertThat(options.intervalBefore(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.intervalBefore(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.intervalBefore(3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.withRetryInterval(Duration.ZERO).intervalBefore(0)).isZero();
    }

    @Test
    void shouldSayWhatToDoAboutAStatus() {
        ModelStatusException failure = ModelStatusException.of("openai/gpt-4o", 401, "invalid key", "req_1");

        assertThat(failure)
                .hasMessage("openai/gpt-4o: status 401, request req_1: invalid key"
                        + " (expected: 200 to 299; check the key and what it is allowed)");
        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.requestId()).contains("req_1");
    }

    @Test
    void shouldNameTheRootOfALostConnection() {
        IOException wrapped = new IOException("request failed", new ConnectException("Connection refused"));

        ModelException failure = ModelException.of("a/b", new CompletionException(wrapped));

        assertThat(failure).isInstanceOf(ModelConnectionException.class);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessage("a/b: connection failed (caused by ConnectException: Connection refused)");
    }

    @Test
    void shouldKnowATimeoutAndKeepWhatItDoesNotKnow() {
        assertThat(ModelException.of("a/b", new TimeoutException("expected: within 5 ms")))
                .isInstanceOf(ModelTimeoutException.class)
                .hasMessage("a/b: no answer in time (caused by TimeoutException: expected: within 5 ms)");
        assertThat(ModelException.of("a/b", new IllegalStateException("out of order")))
                .hasMessage("out of order")
                .extracting(ModelException::retryable)
                .isEqualTo(false);
    }

    @Test
    void shouldRefuseImpossibleOptions() {
        assertThatThrownBy(() -> ConnectOptions.standard().withMaxRetries(-1))
                .hasMessage("max-retries: -1 (expected: 0 or more; 0 asks a model once)");
        assertThatThrownBy(() -> ConnectOptions.standard().withTimeout(Duration.ZERO))
                .hasMessage("timeout: PT0S (expected: more than zero, such as 10 s)");
        assertThatThrownBy(() -> ConnectOptions.standard().withRetryInterval(Duration.ofSeconds(-1)))
                .hasMessageContaining("retry-interval");
    }
}
