package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members are ticked when they want to be, and the loop sleeps until then. */
class TimetableTest {
    private final Timetable timetable = new Timetable();

    /** Wants to be ticked at a time, and never again after that. */
    private static final class Alarm implements Timetable.Member {
        private final List<Long> ticks = new ArrayList<>();
        private long due;

        private Alarm(long due) {
            this.due = due;
        }

        @Override
        public long nextTickMillis(long nowMillis) {
            return due;
        }

        @Override
        public void tick(long nowMillis) {
            ticks.add(nowMillis);
            due = Long.MAX_VALUE;
        }
    }

    /** The loop, with nothing coming from outside but at these times. */
    private void run(long from, long until, Long... wakeUps) {
        List<Long> woken = new ArrayList<>(List.of(wakeUps));
        for (long now = from; now <= until; ) {
            timetable.tick(now);
            long pause = timetable.pauseMillis(now);
            long next = pause == Timetable.UNTIL_WOKEN ? Long.MAX_VALUE : now + pause;
            now = woken.isEmpty() ? next : Math.min(next, woken.get(0));
            woken.remove((Object) now);
        }
    }

    @Test
    void shouldSleepWithoutEndWhenThereIsNobody() {
        timetable.tick(100);
        assertThat(timetable.pauseMillis(100)).isEqualTo(Timetable.UNTIL_WOKEN);

        Alarm gone = new Alarm(200);
        timetable.add(gone);
        timetable.remove(gone);
        assertThat(timetable.pauseMillis(110)).isEqualTo(Timetable.UNTIL_WOKEN);
    }

    @Test
    void shouldSleepUntilTheNextIsDue() {
        Alarm soon = new Alarm(1_300);
        Alarm late = new Alarm(1_950);
        timetable.add(soon);
        timetable.add(late);

        timetable.tick(1_000);
        assertThat(timetable.pauseMillis(1_000)).isEqualTo(300);
        run(1_000, 2_500);

        assertThat(soon.ticks).containsExactly(1_300L);
        assertThat(late.ticks).containsExactly(1_950L);
    }

    @Test
    void shouldNeverSleepForLongerThanASecond() {
        timetable.add(new Alarm(Long.MAX_VALUE));
        timetable.tick(1_000);

        assertThat(timetable.pauseMillis(1_000)).isEqualTo(Timetable.LONGEST_PAUSE_MILLIS);
    }

    @Test
    void shouldLookAgainSoonAfterWhatHappens() {
        Alarm alarm = new Alarm(Long.MAX_VALUE);
        timetable.add(alarm);
        timetable.tick(1_000);

        alarm.due = 1_002; // by a datagram that was read at this time, too soon after the last look
        timetable.tick(1_002);
        assertThat(alarm.ticks).isEmpty();
        assertThat(timetable.pauseMillis(1_002)).isEqualTo(8);
        timetable.tick(1_010);
        assertThat(alarm.ticks).containsExactly(1_010L);

        alarm.due = 1_800; // by one that came later
        timetable.tick(1_500);
        assertThat(timetable.pauseMillis(1_500)).isEqualTo(300);
    }

    @Test
    void shouldHoldEveryTimeToTheGranularityWhateverComesBetween() {
        Alarm alarm = new Alarm(1_050);
        timetable.add(alarm);
        run(1_000, 1_200, 1_001L, 1_002L, 1_017L, 1_018L, 1_047L, 1_048L, 1_049L);

        assertThat(alarm.ticks).hasSize(1);
        assertThat(alarm.ticks.get(0)).isBetween(1_050L, 1_050 + Timetable.GRANULARITY_MILLIS);
    }

    @Test
    void shouldKeepTheOthersFromAFault() {
        Timetable.Member faulty = new Timetable.Member() {
            @Override
            public long nextTickMillis(long nowMillis) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void tick(long nowMillis) {
                throw new AssertionError("not asked for");
            }
        };
        Alarm alarm = new Alarm(1_050);
        timetable.add(faulty);
        timetable.add(alarm);
        run(1_000, 1_100);

        assertThat(alarm.ticks).containsExactly(1_050L);
    }
}
