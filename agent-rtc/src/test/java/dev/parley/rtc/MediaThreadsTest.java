package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads; nothing is said of how long they take. */
@Timeout(30)
class MediaThreadsTest {
    private final MediaThreads threads = new MediaThreads(2, Thread::new);

    @AfterEach
    void close() {
        threads.close();
    }

    private static Thread threadOf(Executor executor) {
        return CompletableFuture.supplyAsync(Thread::currentThread, executor).join();
    }

    @Test
    void shouldGiveThreadsInTurnsEachOfWhichRunsItsTasksInOrder() {
        Executor first = threads.next();
        Executor second = threads.next();
        List<Integer> ran = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            int task = i;
            first.execute(() -> ran.add(task));
        }

        assertThat(threadOf(first)).isNotSameAs(threadOf(second)).isSameAs(threadOf(threads.next()));
        assertThat(ran).hasSize(100).isSorted();
    }

    @Test
    void shouldRepeatOnThreadsOfTheirOwnUntilItIsEnded() throws Exception {
        BlockingQueue<Thread> even = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> odd = new LinkedBlockingQueue<>();
        Runnable end = threads.repeat(0, () -> even.add(Thread.currentThread()), 0, Duration.ofMillis(1));
        threads.repeat(1, () -> odd.add(Thread.currentThread()), 0, Duration.ofMillis(1));
        Thread ofEven = even.take();
        Thread ofOdd = odd.take();

        assertThat(ofEven).isNotSameAs(ofOdd).isSameAs(even.take());
        end.run();
        threads.next().execute(even::clear); // behind what may run at this moment, on the same thread
        odd.clear();
        assertThat(odd.poll(10, TimeUnit.SECONDS)).isSameAs(ofOdd);
        assertThat(even).isEmpty();
    }

    @Test
    void shouldEndItsThreadsAndTakeTasksToNoEffectOnceClosed() throws Exception {
        Executor one = threads.next();
        Thread thread = threadOf(one);
        threads.close();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).isFalse();

        List<String> ran = new ArrayList<>();
        one.execute(() -> ran.add("once"));
        threads.repeat(0, () -> ran.add("repeated"), 0, Duration.ofMillis(1)).run();
        assertThat(ran).isEmpty();
    }
}
