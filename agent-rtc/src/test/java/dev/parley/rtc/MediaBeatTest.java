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
            (wakeUp, task, delay) -> {
                Repeated one = new Repeated(task, now + delay);
                repeated.add(one);
                return () -> repeated.remove(one);
            },
            () -> now);

    private record Repeated(Runnable task, long firstAt) {}

    private Runnable add(int task) {
        return beat.add(() -> runs[task]++);
    }

    private int tasksOf(Repeated wakeUp) {
        int before = IntStream.of(runs).sum();
        wakeUp.task().run();
        return IntStream.of(runs).sum() - before;
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
    void shouldWakeUpAtWholeAndHalfPeriodsWheneverTasksCome() {
        for (int task = 0; task <= 3 * MediaBeat.FEW; task++) {
            add(task);
            now += 345_678;
        }

        assertThat(repeated.stream().map(one -> Math.floorMod(one.firstAt(), PERIOD)))
                .containsExactly(0L, 0L, PERIOD / 2, PERIOD / 2);
        assertThat(repeated).allSatisfy(one -> assertThat(one.firstAt()).isBetween(now - 20 * 345_678, now + PERIOD));
    }

    @Test
    void shouldWakeUpOnceForFewTasksAndNotAtAllForNone() {
        List<Runnable> ends =
                IntStream.range(0, MediaBeat.FEW).mapToObj(this::add).toList();
        assertThat(repeated).hasSize(1);
        Runnable another = add(10);
        assertThat(repeated).hasSize(2);

        ends.forEach(Runnable::run);
        assertThat(repeated).hasSize(1);
        period();
        assertThat(IntStream.range(0, 10).map(task -> runs[task])).containsOnly(0);
        assertThat(runs[10]).isEqualTo(1);

        another.run();
        assertThat(repeated).isEmpty();
        add(11);
        period();
        assertThat(runs[11]).isEqualTo(1);
    }

    @Test
    void shouldGiveNewTasksToWhereThereAreFewest() {
        List<Runnable> ends =
                IntStream.range(0, 4 * MediaBeat.FEW).mapToObj(this::add).toList();
        assertThat(repeated).hasSize(MediaBeat.WAKE_UPS);

        ends.get(7).run();
        ends.get(8).run();
        add(30);
        add(31);
        add(32);

        assertThat(repeated.stream().map(this::tasksOf)).containsExactlyInAnyOrder(6, 6, 6, 7);
        assertThat(IntStream.of(30, 31, 32).map(task -> runs[task])).containsOnly(1);
        assertThat(IntStream.of(7, 8).map(task -> runs[task])).containsOnly(0);
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
