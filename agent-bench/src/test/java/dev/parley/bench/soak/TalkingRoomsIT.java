package dev.parley.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures are printed; what must not be left over, and must not grow, is asserted. */
class TalkingRoomsIT {
    private static final double COMPILER_AND_ARENAS_MIB = 64;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldLeaveNothingBehindAfterTwoRooms() throws Exception {
        SoakFigures figures = new TalkingRooms(2, Duration.ofSeconds(20)).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(SoakFigures.Leftovers.NOTHING);
        assertThat(figures.done()).isPositive();
    }

    @Test
    @Tag("long")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void shouldStayFlatThroughTwentyMinutesOfTenRooms() throws Exception {
        SoakFigures figures = new TalkingRooms(10, Duration.ofMinutes(20)).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(SoakFigures.Leftovers.NOTHING);
        assertThat(figures.done()).isGreaterThan(1_000);
        assertThat(figures.heapGrowth()).isLessThan(15);
        assertThat(figures.nativeGrowth()).isLessThan(COMPILER_AND_ARENAS_MIB);
    }
}
