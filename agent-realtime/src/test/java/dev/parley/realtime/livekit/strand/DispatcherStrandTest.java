package dev.parley.realtime.livekit.strand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.ActorKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class DispatcherStrandTest {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final DispatcherStrand strand = DispatcherStrand.of(KIT.system());

    @Test
    void shouldRunTasksInOrderAndOneAtATime() throws Exception {
        List<Integer> ran = new ArrayList<>();

        IntStream.range(0, 5_000).forEach(i -> strand.execute(() -> ran.add(i)));
        CompletableFuture<Integer> last = new CompletableFuture<>();
        strand.execute(() -> last.complete(ran.size()));

        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(5_000);
        assertThat(ran).isSorted();
    }

    @Test
    void shouldRunHereWhatNothingIsInTheWayOf() {
        List<Thread> ran = new ArrayList<>();

        strand.executeHere(() -> {
            strand.executeHere(() -> ran.add(Thread.currentThread()));
            assertThat(ran).as("one at a time").isEmpty();
        });

        assertThat(ran).containsExactly(Thread.currentThread());
    }

    @Test
    void shouldKeepTheOrderOfWhatMustWait() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        List<Integer> ran = new ArrayList<>();
        strand.execute(() -> await(held));

        strand.execute(() -> ran.add(1));
        strand.executeHere(() -> ran.add(2));
        strand.execute(() -> all.complete(List.copyOf(ran)));
        assertThat(all).isNotDone();
        held.countDown();

        assertThat(all.get(20, TimeUnit.SECONDS)).containsExactly(1, 2);
    }

    @Test
    void shouldTakeADelayOfAnyLength() {
        strand.after(Duration.ofSeconds(Integer.MAX_VALUE), () -> {}).cancel();
    }

    @Test
    void shouldGoOnAfterATaskThatThrows() throws Exception {
        CompletableFuture<String> next = new CompletableFuture<>();

        strand.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        strand.execute(() -> next.complete("ran"));

        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("ran");
        assertThat(KIT.logs()).anyMatch(line -> line.contains("A task of a room failed."));
    }

    /** A handler may throw, or never return. */
    @Test
    void shouldHandAnErrorToItsThreadAndGoOnMeanwhile() throws Exception {
        CompletableFuture<Throwable> handed = new CompletableFuture<>();
        CompletableFuture<String> next = new CompletableFuture<>();
        AssertionError broken = new AssertionError("broken");
        Thread thread = new Thread(() -> strand.executeHere(() -> {
            strand.execute(() -> next.complete("ran"));
            throw broken;
        }));
        thread.setUncaughtExceptionHandler((same, error) -> {
            next.join();
            handed.complete(error);
            throw new IllegalStateException("a handler's bug");
        });

        thread.start();

        assertThat(handed.get(20, TimeUnit.SECONDS)).isSameAs(broken);
        assertThat(next).isCompletedWithValue("ran");
        thread.join(20_000);
    }

    @Test
    void shouldRefuseTasksWhenTooManyWait() {
        CountDownLatch held = new CountDownLatch(1);
        strand.execute(() -> await(held));

        assertThatThrownBy(() -> IntStream.range(0, 20_000).forEach(i -> strand.execute(() -> {})))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("more than 10000 wait");
        held.countDown();
    }

    @Test
    void shouldRunATimerUnlessItIsCalledOff() throws Exception {
        CompletableFuture<String> ran = new CompletableFuture<>();

        strand.after(Duration.ofMillis(1), () -> ran.complete("called off")).cancel();
        strand.after(Duration.ofMillis(50), () -> ran.complete("on time"));

        assertThat(ran.get(20, TimeUnit.SECONDS)).isEqualTo("on time");
    }

    private static void await(CountDownLatch held) {
        try {
            held.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
