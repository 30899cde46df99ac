package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossOutlookTest {
    private final LossOutlook outlook = new LossOutlook();

    @Test
    void shouldExpectNoLossAtFirst() {
        assertThat(outlook.isLossy()).isFalse();
        assertThat(outlook.reported(0, 1_000)).isFalse();
        assertThat(outlook.reported(2, 2_000)).isFalse();
        assertThat(outlook.isLossy()).isFalse();
    }

    @Test
    void shouldExpectMoreOfWhatWasSeen() {
        assertThat(outlook.reported(3, 1_000)).isTrue();
        assertThat(outlook.isLossy()).isTrue();
        assertThat(outlook.reported(128, 2_000)).isFalse();
    }

    @Test
    void shouldExpectLossWhereMoreThanAHundredthIsAskedForAgain() {
        long now = 0;
        for (int second = 0; second < 100; second++) {
            assertThat(outlook.missed(second % 2, now += 1_000)).isFalse();
        }
        boolean changed = false;
        for (int second = 0; second < 6; second++) {
            changed |= outlook.missed(2, now += 1_000);
        }
        assertThat(changed).isTrue();
        assertThat(outlook.isLossy()).isTrue();
    }

    @Test
    void shouldForgetHalfAMinuteAfterTheLastLoss() {
        outlook.reported(13, 1_000);
        outlook.reported(13, 5_000);

        assertThat(outlook.reported(0, 34_999)).isFalse();
        assertThat(outlook.isLossy()).isTrue();
        assertThat(outlook.reported(0, 35_000)).isTrue();
        assertThat(outlook.isLossy()).isFalse();
    }
}
