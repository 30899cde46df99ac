package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.engine.Timer;
import dev.parley.session.internal.SessionActor.TimerElapsed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SessionTimersTest {
    private static final Instant START = Instant.ofEpochSecond(1_000);

    /** What was scheduled, in its order. */
    private record Scheduled(Duration delay, Runnable task, Future<?> handle) {}

    private final List<Scheduled> scheduled = new ArrayList<>();
    private final List<TimerElapsed> told = new ArrayList<>();
    private Instant now = START;
    private final SessionTimers timers = new SessionTimers(this::schedule, () -> now, told::add);

    private Future<?> schedule(Duration delay, Runnable task) {
        CompletableFuture<Void> handle = new CompletableFuture<>();
        scheduled.add(new Scheduled(delay, task, handle));
        return handle;
    }

    private TimerElapsed elapse(int which) {
        scheduled.get(which).task().run();
        return told.get(told.size() - 1);
    }

    @Test
    void shouldBeDueOnceAtItsTime() {
        timers.start(Timer.END_OF_TURN, START.plusMillis(500));
        now = START.plusMillis(500);
        TimerElapsed elapsed = elapse(0);

        assertThat(scheduled.get(0).delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(timers.isDue(elapsed)).isTrue();
        assertThat(timers.isDue(elapsed)).isFalse();
    }

    @Test
    void shouldForgetWhatWasCancelledOrReplacedWhileItsMessageWasUnderWay() {
        timers.start(Timer.END_OF_TURN, START);
        timers.start(Timer.AWAY, START);
        TimerElapsed replaced = elapse(0);
        TimerElapsed cancelled = elapse(1);
        timers.start(Timer.END_OF_TURN, START);
        timers.cancel(Timer.AWAY);

        assertThat(timers.isDue(replaced)).isFalse();
        assertThat(timers.isDue(cancelled)).isFalse();
        assertThat(timers.isDue(elapse(2))).isTrue();
        assertThat(scheduled).extracting(each -> each.handle().isCancelled()).containsExactly(true, true, false);
    }

    /** The rules look at the clock: a timer that came before its time would be no timer at all for them. */
    @Test
    void shouldWaitForTheRestWhenTheClockWasSetBack() {
        timers.start(Timer.INTERRUPTION, START.plusMillis(500));
        now = START.plusMillis(499);

        assertThat(timers.isDue(elapse(0))).isFalse();
        assertThat(scheduled.get(1).delay()).isEqualTo(Duration.ofMillis(1));

        now = START.plusMillis(500);
        assertThat(timers.isDue(elapse(1))).isTrue();
    }

    @Test
    void shouldCancelAllAtTheEnd() {
        timers.start(Timer.AWAY, START);
        timers.start(Timer.CLOSING, START);
        timers.close();

        assertThat(scheduled).allMatch(each -> each.handle().isCancelled());
    }
}
