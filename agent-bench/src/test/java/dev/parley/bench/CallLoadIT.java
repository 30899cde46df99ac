package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times are printed, not asserted; what must not be left over is asserted. */
class CallLoadIT {

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void shouldLeaveNothingBehindAfterManyCalls() throws Exception {
        LoadFigures figures = new CallLoad(20, Duration.ofSeconds(15)).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(new LoadFigures.Leftovers(0, 0, 0));
        assertThat(figures.turns()).isGreaterThanOrEqualTo(20);
    }

    @Test
    @Tag("long")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void shouldKeepItsHeapFlatThroughTwoHundredCallsForTenMinutes() throws Exception {
        LoadFigures figures = new CallLoad(200, Duration.ofMinutes(10)).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(new LoadFigures.Leftovers(0, 0, 0));
        assertThat(figures.heap().late()).isLessThan(figures.heap().early() * 1.25 + 10);
    }
}
