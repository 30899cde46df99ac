package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedTimersTest {
    private final ActorTestKit kit = ActorTestKit.create();

    @Test
    void shouldRunWhatIsDueAndEndWithItsActorSystem() throws Exception {
        SharedTimers timers = SharedTimers.of(kit.system());
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        CompletableFuture<Thread> forgotten = new CompletableFuture<>();

        Future<?> far = timers.after(Duration.ofHours(1), () -> forgotten.complete(Thread.currentThread()));
        Future<?> due = timers.after(Duration.ofMillis(1), () -> ran.complete(Thread.currentThread()));
        Thread thread = ran.get(10, TimeUnit.SECONDS);
        assertThat(due).succeedsWithin(Duration.ofSeconds(10));
        assertThat(SharedTimers.of(kit.system())).isSameAs(timers);
        kit.shutdownTestKit();
        thread.join(10_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(far).isNotDone();
        Future<?> late = timers.after(Duration.ZERO, () -> forgotten.complete(Thread.currentThread()));
        assertThat(late).as("of a session that is still stopping").isNotDone();
        assertThat(forgotten).isNotDone();
    }
}
