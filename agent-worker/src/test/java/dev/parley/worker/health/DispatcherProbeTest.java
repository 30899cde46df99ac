package dev.parley.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DispatcherProbeTest {
    private final AtomicLong clock = new AtomicLong();
    private final DispatcherProbe probe = new DispatcherProbe(clock::get);

    private void pass(long millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void shouldSeeNoLagWhenItsTaskRunsInTime() {
        pass(500);
        probe.run();

        assertThat(probe.lag()).isZero();
    }

    @Test
    void shouldSeeTheDelayThatIsGoingOnAndForgetItLater() {
        pass(3500);
        assertThat(probe.lag()).isEqualTo(Duration.ofSeconds(3));
        probe.run();
        assertThat(probe.lag()).isEqualTo(Duration.ofSeconds(3));

        for (int i = 0; i < 11; i++) {
            pass(500);
            probe.run();
        }

        assertThat(probe.lag()).isZero();
    }
}
