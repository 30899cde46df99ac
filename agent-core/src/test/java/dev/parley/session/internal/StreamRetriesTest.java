package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a recogniser's stream is begun again (LiveKit Agents' rules for its RecognizeStream). */
class StreamRetriesTest {
    private final ModelException passing = ModelException.passing("busy");

    private Instant now = Instant.EPOCH;
    private final StreamRetries retries = new StreamRetries(ConnectOptions.standard(), () -> now);

    private Duration begin() {
        Duration wait = retries.waitBeforeNext();
        now = now.plus(wait);
        return wait;
    }

    @Test // case 39
    void shouldCountTheFourthFailureInARow() {
        List<Duration> waits = new ArrayList<>();
        List<Boolean> repeated = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(begin());
            repeated.add(retries.repeats(passing));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500));
        assertThat(repeated).containsExactly(true, true, true, false, true);
    }

    @Test
    void shouldCountALastingFailureAtOnce() {
        begin();

        assertThat(retries.repeats(ModelException.lasting("no key"))).isFalse();
        assertThat(begin()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shouldBeginToCountAnewWithATranscript() {
        for (int i = 0; i < 3; i++) {
            begin();
            retries.repeats(passing);
        }
        begin();
        retries.onFinal();

        assertThat(retries.repeats(passing)).isTrue();
        assertThat(begin()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void shouldBeginToCountAnewAfterALongAttempt() {
        for (int i = 0; i < 3; i++) {
            begin();
            retries.repeats(passing);
        }
        begin();
        now = now.plusSeconds(10);

        assertThat(retries.repeats(passing)).isTrue();
    }

    @Test
    void shouldBeginAStreamAgainThatEndedByItself() {
        begin();

        assertThat(begin()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shouldBeginAStreamAtOnceThatIsWanted() {
        begin();
        retries.onRenewal();

        assertThat(begin()).isZero();
    }
}
