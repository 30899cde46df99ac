package dev.parley.bench.realtime.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times are printed, not asserted; what is lost or kept is asserted. */
@Tag("long")
class FloodsIT {
    /** An answer of five minutes, which is the most that is kept for its playback, is 14 MiB. */
    private static final double MOST_HEAP_MIB = 40;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void shouldBoundWhatAFloodTakesAndSpareTheOthers() throws Exception {
        Duration time = Duration.ofMinutes(5);

        FloodFigures figures = new Floods(Clients.build(Path.of("."), Optional.empty()), 20, time).run();

        System.out.println(figures);
        assertThat(figures.floodedSeconds()).isGreaterThan(8.0 * time.toSeconds());
        assertThat(figures.during().heapMib()).isLessThan(figures.before().heapMib() + MOST_HEAP_MIB);
        assertThat(figures.during().errors()).isZero();
        assertThat(figures.letters().barge()).isPresent();
        assertThat(figures.letters().events()).isGreaterThan(1_000L * time.toSeconds());
    }
}
