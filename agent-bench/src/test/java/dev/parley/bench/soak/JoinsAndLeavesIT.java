package dev.parley.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures are printed; what must not be left over, and must not grow, is asserted. */
class JoinsAndLeavesIT {
    private static final double COMPILER_AND_ARENAS_MIB = 64;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void shouldLeaveNothingBehindAfterThirtyCycles() throws Exception {
        SoakFigures figures = new JoinsAndLeaves(10, 30).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(SoakFigures.Leftovers.NOTHING);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void shouldStayFlatThroughAThousandCycles() throws Exception {
        SoakFigures figures = new JoinsAndLeaves(100, 900).run();

        System.out.println(figures);
        assertThat(figures.left()).isEqualTo(SoakFigures.Leftovers.NOTHING);
        assertThat(figures.heapGrowth()).isLessThan(10);
        assertThat(figures.nativeGrowth()).isLessThan(COMPILER_AND_ARENAS_MIB);
    }
}
