package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times are printed, not asserted; that nothing of a cut answer follows its event is asserted. */
class SocketInterruptionsIT {

    @Test
    @Timeout(120)
    void shouldSendNothingOfACutAnswerThroughTheSocket() throws Exception {
        SocketFigures figures = new SocketInterruptions(20, 3).run();

        System.out.println(figures);
        assertThat(figures.cuts()).isEqualTo(60);
        assertThat(figures.strayFrames()).isZero();
    }
}
