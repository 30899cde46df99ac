package dev.parley.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.resilience.VirtualTime.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class RetryTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException passing = ModelStatusException.of("a/b", 503, "");
    private final ModelException lasting = ModelStatusException.of("a/b", 401, "");

    private final List<Duration> attempts = new ArrayList<>();
    private final List<ModelException> repeated = new ArrayList<>();
    private final Retry retry = new Retry("a/b", ConnectOptions.standard(), repeated::add);
    private final Duration start = time.now();

    @Test // case 39
    void shouldTryFourTimesAtTheReferencesIntervals() {
        Outcome<String> outcome = time.run(retry.source(() -> attempt(Source.failed(passing))));

        time.pass(Duration.ofSeconds(60));

        assertThat(attempts).containsExactly(millis(0), millis(100), millis(2100), millis(4100));
        assertThat(outcome.failure()).contains(passing);
        assertThat(repeated).containsExactly(passing, passing, passing);
    }

    @Test
    void shouldGiveTheAnswerOfALaterAttempt() {
        Outcome<String> outcome = time.run(
                retry.source(() -> attempt(attempts.isEmpty() ? Source.failed(passing) : Source.single("hello"))));

        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.elements()).containsExactly("hello");
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void shouldNotRepeatALastingFailure() {
        Outcome<String> outcome = time.run(retry.source(() -> attempt(Source.failed(lasting))));

        time.pass(Duration.ofSeconds(60));

        assertThat(attempts).hasSize(1);
        assertThat(outcome.failure()).contains(lasting);
        assertThat(repeated).isEmpty();
    }

    @Test
    void shouldNotRepeatOnceSomethingWasSent() {
        Outcome<String> outcome = time.run(retry.source(() -> attempt(
                Source.single("half a sen").concatLazy(Source.lazySource(() -> Source.<String>failed(passing))))));

        time.pass(Duration.ofSeconds(60));

        assertThat(outcome.elements()).containsExactly("half a sen");
        assertThat(attempts).hasSize(1);
        assertThat(outcome.failure()).contains(passing);
    }

    @Test
    void shouldGiveUpAnAttemptThatDoesNotAnswer() {
        Outcome<String> outcome = time.run(retry.source(() -> attempt(Source.never())));

        time.pass(Duration.ofSeconds(60));

        assertThat(attempts).containsExactly(millis(0), millis(10_100), millis(22_100), millis(34_100));
        assertThat(outcome.endedAt().minus(start)).isEqualTo(millis(44_100));
        assertThat(outcome.failure()).get().isInstanceOf(ModelTimeoutException.class);
    }

    @Test
    void shouldGiveUpAnAnswerThatStopsInTheMiddle() {
        Outcome<String> outcome =
                time.run(retry.source(() -> attempt(Source.single("hello").concatLazy(Source.never()))));

        time.pass(Duration.ofSeconds(60));

        assertThat(outcome.elements()).containsExactly("hello");
        assertThat(outcome.failure()).get().isInstanceOf(ModelTimeoutException.class);
        assertThat(outcome.endedAt().minus(start)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(attempts).hasSize(1);
    }

    @Test
    void shouldTakeASupplierThatThrowsForAFailedAttempt() {
        Outcome<String> outcome = time.run(retry.<String>source(() -> {
            attempts.add(time.now().minus(start));
            throw new IllegalStateException("no key");
        }));

        assertThat(outcome.failure())
                .get()
                .isInstanceOf(ModelException.class)
                .extracting("message")
                .isEqualTo("no key");
        assertThat(attempts).hasSize(1);
    }

    @Test // case 39
    void shouldRepeatASingleAnswerAtTheSameIntervals() throws Exception {
        CompletionStage<String> answer = retry.stage(time.system(), () -> {
            attempts.add(time.now().minus(start));
            return attempts.size() < 3
                    ? CompletableFuture.failedStage(passing)
                    : CompletableFuture.completedStage("hi");
        });

        time.pass(Duration.ofSeconds(60));

        assertThat(answer.toCompletableFuture().get(5, TimeUnit.SECONDS)).isEqualTo("hi");
        assertThat(attempts).containsExactly(millis(0), millis(100), millis(2100));
    }

    @Test
    void shouldNotWaitForASingleAnswerForEver() {
        CompletionStage<String> answer = new Retry(
                        "a/b", ConnectOptions.standard().withMaxRetries(0), repeated::add)
                .stage(time.system(), CompletableFuture::new);

        time.pass(Duration.ofMillis(9_999));
        assertThat(answer.toCompletableFuture()).isNotDone();
        time.pass(Duration.ofMillis(1));

        assertThat(answer.toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(ModelTimeoutException.class);
    }

    private Source<String, NotUsed> attempt(Source<String, NotUsed> outcome) {
        attempts.add(time.now().minus(start));
        return outcome;
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
