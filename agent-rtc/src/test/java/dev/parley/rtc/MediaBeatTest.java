package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MediaBeatTest {
    private static final long PERIOD = MediaBeat.PERIOD.toNanos();

    private final List<Repeated> repeated = new ArrayList<>();
    private final int[] runs = new int[40];
    private long now = 7 * PERIOD + 3_000_000;
    private final MediaBeat beat = new MediaBeat(
            (task, delay) -> {
                Repeated one = new Repeated(task, now + delay);
                repeated.add(one);
                return () -> repeated.remove(one);
            },
            () -> now);

    private record Repeated(Runnable task, long firstAt) {}

    private Runnable add(int task) {
        return beat.add(() -> runs[task]++);
    }

    private void period() {
        List.copyOf(repeated).forEach(one -> one.task().run());
    }

    @Test
    void shouldRunManyTasksByFewWakeUps() {
        IntStream.range(0, 40).forEach(this::add);

        period();
        period();

        assertThat(repeated).hasSize(MediaBeat.WAKE_UPS);
        assertThat(runs).containsOnly(2);
    }

    @Test
    void shouldWakeUpAPartOfAPeriodApartWheneverTasksCome() {
        for (int task = 0; task < MediaBeat.WAKE_UPS; task++) {
            add(task);
            now += 2_345_678;
        }

        assertThat(repeated.stream().map(one -> Math.floorMod(one.firstAt(), PERIOD)))
                .containsExactly(0L, PERIOD / 4, PERIOD / 2, 3 * PERIOD / 4);
        assertThat(repeated).allSatisfy(one -> assertThat(one.firstAt()).isBetween(now - 5 * 2_345_678, now + PERIOD));
    }

    @Test
    void shouldNotWakeUpWithoutTasksAndGiveNewOnesTheEmptiest() {
        List<Runnable> ends = IntStream.range(0, 8).mapToObj(this::add).toList();

        ends.get(1).run();
        ends.get(5).run();
        period();
        assertThat(repeated).hasSize(3);
        add(8);
        period();

        assertThat(repeated).hasSize(4);
        assertThat(runs).startsWith(2, 0, 2, 2, 2, 0, 2, 2, 1);
        ends.forEach(Runnable::run);
        assertThat(repeated).hasSize(1);
    }

    @Test
    void shouldForgetATaskThatFailsAndRunTheOthers() {
        int[] failures = {0};
        Runnable end = beat.add(() -> {
            failures[0]++;
            throw new IllegalStateException("broken");
        });
        IntStream.range(0, 8).forEach(this::add);

        period();
        period();
        end.run();

        assertThat(failures[0]).isEqualTo(1);
        assertThat(IntStream.range(0, 8).map(task -> runs[task])).containsOnly(2);
    }
}
