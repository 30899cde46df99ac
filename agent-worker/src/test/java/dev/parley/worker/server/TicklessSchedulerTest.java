package dev.parley.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.LightArrayRevolverScheduler;
import akka.actor.Scheduler;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import akka.event.LoggingAdapter;
import akka.event.NoLogging$;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.EchoSession;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.concurrent.ExecutionContext;

/** On the machine's clock: how a timer waits is all that this class does. No test ends by a time that has passed in vain. */
@Timeout(60)
class TicklessSchedulerTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final String CONFIG =
            "akka.scheduler { implementation = \"" + TicklessScheduler.class.getName() + "\", tick-duration = 1 ms }";

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final ThreadFactory threads = task -> {
        thread.set(new Thread(task, "timers"));
        return thread.get();
    };
    private final TicklessScheduler scheduler = scheduler("1 ms");
    private final ExecutionContext here = executor(Runnable::run);

    private TicklessScheduler scheduler(String tick) {
        Config config = ConfigFactory.parseString("akka.scheduler.tick-duration = " + tick);
        return new TicklessScheduler(config, NoLogging$.MODULE$, threads);
    }

    private ExecutionContext executor(Executor executor) {
        return new ExecutionContext() {
            @Override
            public void execute(Runnable task) {
                executor.execute(task);
            }

            @Override
            public void reportFailure(Throwable failure) {
                failures.add(failure);
            }
        };
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void shouldRunOnceAndNotBeforeItIsDue() throws Exception {
        List<Long> late = new ArrayList<>();
        for (int millis : new int[] {1, 2, 3, 20}) {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            CompletableFuture<Long> ran = new CompletableFuture<>();

            Cancellable timer =
                    scheduler.scheduleOnce(Duration.ofMillis(millis), () -> ran.complete(System.nanoTime()), here);
            late.add(ran.get() - due);

            assertThat(timer.isCancelled()).isFalse();
            assertThat(timer.cancel()).isFalse();
            assertThat(timer.isCancelled()).isFalse();
        }
        assertThat(late).allSatisfy(nanos -> assertThat(nanos).isNotNegative());
    }

    @Test
    void shouldRunInTheOrderOfTimes() throws Exception {
        List<Integer> order = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        for (int millis : new int[] {60, 20, 40}) {
            scheduler.scheduleOnce(
                    Duration.ofMillis(millis),
                    () -> {
                        order.add(millis);
                        all.countDown();
                    },
                    here);
        }

        all.await();

        assertThat(order).containsExactly(20, 40, 60);
    }

    /** Five within 160 ms are due at two ticks of 200 ms at most, so three of them run together. */
    @Test
    void shouldRoundUpToATickThatOthersShare() throws Exception {
        TicklessScheduler coarse = scheduler("200 ms");
        LinkedBlockingQueue<Long> ran = new LinkedBlockingQueue<>();
        long[] times = new long[5];

        long begun = System.nanoTime();
        for (int i = 0; i < times.length; i++) {
            long left = Duration.ofMillis(1 + 40L * i).toNanos() - (System.nanoTime() - begun);
            coarse.scheduleOnce(Duration.ofNanos(Math.max(1, left)), () -> ran.add(System.nanoTime()), here);
        }
        for (int i = 0; i < times.length; i++) {
            times[i] = ran.take();
        }
        coarse.close();

        long[] ofThree = {times[2] - times[0], times[3] - times[1], times[4] - times[2]};
        assertThat(Arrays.stream(ofThree).min().orElseThrow())
                .as("from the first to the third, of three one after the other")
                .isLessThan(Duration.ofMillis(60).toNanos());
    }

    @Test
    void shouldRunAtOnceWhatNeedNotWait() {
        AtomicInteger runs = new AtomicInteger();

        Cancellable timer = scheduler.scheduleOnce(Duration.ZERO, runs::incrementAndGet, here);

        assertThat(runs).hasValue(1);
        assertThat(timer.cancel()).isFalse();
        assertThat(thread).as("a thread for nothing").hasValue(null);
    }

    @Test
    void shouldNotRunWhatIsCancelledAndForgetIt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Done> later = new CompletableFuture<>();

        Cancellable timer = scheduler.scheduleOnce(Duration.ofMillis(20), runs::incrementAndGet, here);
        boolean first = timer.cancel();
        boolean second = timer.cancel();
        scheduler.scheduleOnce(Duration.ofMillis(40), () -> later.complete(Done.getInstance()), here);
        later.get();

        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(timer.isCancelled()).isTrue();
        assertThat(runs).hasValue(0);
    }

    /** As Akka's own does. */
    @Test
    void shouldRefuseToRepeatWithoutAPause() {
        assertThatThrownBy(() -> scheduler.scheduleWithFixedDelay(SOON, Duration.ZERO, () -> {}, here))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: more than nothing");
        assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(SOON, Duration.ofMillis(-1), () -> {}, here))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scheduler("0 ms"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 1 ms or more");
    }

    @Test
    void shouldNotTakeTheLongestWaitForNone() throws Exception {
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        Cancellable never = scheduler.scheduleOnce(Duration.ofNanos(Long.MAX_VALUE), () -> ran.add("never"), here);
        scheduler.scheduleOnce(SOON, () -> ran.add("soon"), here);

        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("soon");
        assertThat(never.cancel()).isTrue();
        assertThat(ran).isEmpty();
    }

    @Test
    void shouldRepeatWithAPauseAfterEachRun() throws Exception {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();

        Cancellable timer = scheduler.scheduleWithFixedDelay(
                Duration.ZERO, Duration.ofMillis(20), () -> begun.add(System.nanoTime()), here);

        long last = begun.take();
        for (int i = 0; i < 5; i++) {
            long next = begun.take();
            assertThat(next - last).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
            last = next;
        }
        assertThat(timer.cancel()).isTrue();
        assertThat(timer.isCancelled()).isTrue();
        assertThat(timer.cancel()).isFalse();
    }

    /** Begun one after the other, on two schedulers; from the second run on they come together, each in time. */
    @Test
    void shouldLetWhatRepeatsFallIntoStep() throws Exception {
        List<LinkedBlockingQueue<Long>> runs = new ArrayList<>();
        List<Cancellable> timers = new ArrayList<>();
        TicklessScheduler another = scheduler("5 ms");
        long interval = Duration.ofMillis(500).toNanos();
        for (int i = 0; i < 3; i++) {
            LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
            runs.add(begun);
            timers.add((i == 1 ? another : scheduler)
                    .scheduleWithFixedDelay(
                            Duration.ofMillis(1 + 80L * i),
                            Duration.ofMillis(500),
                            () -> begun.add(System.nanoTime()),
                            here));
        }

        List<Long> thirds = new ArrayList<>();
        for (LinkedBlockingQueue<Long> begun : runs) {
            long first = begun.take();
            long second = begun.take();
            long third = begun.take();
            assertThat(second - first)
                    .isGreaterThan(interval - Duration.ofMillis(60).toNanos());
            assertThat(third - second)
                    .isGreaterThan(interval - Duration.ofMillis(60).toNanos());
            thirds.add(third);
        }
        timers.forEach(Cancellable::cancel);
        another.close();

        long beat = Duration.ofMillis(250).toNanos();
        assertThat(thirds)
                .as("the third runs, begun 80 ms apart")
                .allSatisfy(third -> assertThat(Math.floorMod(third - thirds.get(0) + beat / 2, beat) - beat / 2)
                        .isBetween(-beat / 4, beat / 4));
    }

    /** The first run takes as long as five intervals; those that were missed follow it without a pause. */
    @Test
    void shouldKeepToARate() throws Exception {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        CountDownLatch held = new CountDownLatch(1);
        Duration interval = Duration.ofMillis(20);
        long start = System.nanoTime();

        Cancellable timer = scheduler.scheduleAtFixedRate(
                interval,
                interval,
                () -> {
                    begun.add(System.nanoTime());
                    awaitOrFail(held);
                },
                here);
        long last = begun.take();
        while (System.nanoTime() - start < 6 * interval.toNanos()) {
            Thread.onSpinWait();
        }
        held.countDown();
        long shortest = Long.MAX_VALUE;
        for (int run = 2; run <= 12; run++) {
            long next = begun.take();
            assertThat(next - start).as("run " + run).isGreaterThanOrEqualTo(run * interval.toNanos());
            shortest = Math.min(shortest, next - last);
            last = next;
        }
        timer.cancel();

        assertThat(shortest).isLessThan(interval.toNanos());
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void shouldNotRepeatWhatIsCancelledWhileItRuns() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Runnable work = () -> {
            runs.incrementAndGet();
            running.countDown();
            awaitOrFail(cancelled);
        };

        Cancellable timer = scheduler.scheduleWithFixedDelay(SOON, SOON, work, executor(other));
        running.await();
        assertThat(timer.cancel()).isTrue();
        cancelled.countDown();
        other.shutdown();

        assertThat(other.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(runs).hasValue(1);
        assertThat(failures).as("work handed over after the cancellation").isEmpty();
    }

    @Test
    void shouldEndARepetitionThatThrowsAndTellItsExecutor() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Done> after = new CompletableFuture<>();

        scheduler.scheduleWithFixedDelay(
                SOON,
                SOON,
                () -> {
                    throw new IllegalStateException("run " + runs.incrementAndGet());
                },
                here);
        assertThat(failures.take()).hasMessage("run 1");
        scheduler.scheduleOnce(Duration.ofMillis(30), () -> after.complete(Done.getInstance()), here);
        after.get();

        assertThat(runs).hasValue(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldTellOfAnExecutorThatRefusesAndGoOn() throws Exception {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        CompletableFuture<Done> after = new CompletableFuture<>();

        scheduler.scheduleOnce(SOON, () -> failures.add(new AssertionError("ran")), executor(ended));
        assertThat(failures.take()).isInstanceOf(RejectedExecutionException.class);
        scheduler.scheduleOnce(SOON, () -> after.complete(Done.getInstance()), here);

        assertThat(after.get()).isNotNull();
    }

    @Test
    void shouldRunAtItsEndOnlyWhatEndsAkkasThreads() throws Exception {
        List<String> ran = new ArrayList<>();
        Scheduler.TaskRunOnClose last = () -> ran.add("last");
        Scheduler.TaskRunOnClose calledOff = () -> ran.add("called off");
        CompletableFuture<Done> begun = new CompletableFuture<>();
        Cancellable other = scheduler.scheduleOnce(NEVER, () -> ran.add("other"), here);
        scheduler.scheduleOnce(NEVER, last, here);
        scheduler.scheduleOnce(NEVER, calledOff, here).cancel();
        Cancellable repeated =
                scheduler.scheduleWithFixedDelay(Duration.ZERO, NEVER, () -> begun.complete(Done.getInstance()), here);
        begun.get();

        scheduler.close();
        scheduler.close();

        assertThat(ran).containsExactly("last");
        assertThat(other.cancel()).isTrue();
        assertThat(repeated.cancel()).isTrue();
        for (Duration delay : List.of(Duration.ZERO, SOON)) {
            assertThatThrownBy(() -> scheduler.scheduleOnce(delay, () -> ran.add("late"), here))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after the end");
            assertThatThrownBy(() -> scheduler.scheduleWithFixedDelay(delay, SOON, () -> ran.add("late"), here))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(delay, SOON, () -> ran.add("late"), here))
                    .isInstanceOf(IllegalStateException.class);
        }
        Thread timers = Objects.requireNonNull(thread.get());
        timers.join(30_000);
        assertThat(timers.isAlive()).isFalse();
        assertThat(ran).containsExactly("last");
    }

    /** Timers are set, cancelled and due on several threads at once: each either runs or is cancelled. */
    @Test
    void shouldRunOrCancelEachOfMany() throws Exception {
        int each = 20_000;
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        ExecutorService two = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 2; i++) {
            two.execute(() -> {
                for (int n = 0; n < each; n++) {
                    Cancellable timer =
                            scheduler.scheduleOnce(Duration.ofNanos(1 + n % 2_000_000), ran::incrementAndGet, here);
                    if (n % 2 == 0 && timer.cancel()) {
                        cancelled.incrementAndGet();
                    }
                }
            });
        }
        two.shutdown();
        assertThat(two.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Done> last = new CompletableFuture<>();
        scheduler.scheduleOnce(Duration.ofMillis(20), () -> last.complete(Done.getInstance()), here);
        last.get();

        assertThat(ran.get() + cancelled.get()).isEqualTo(2 * each);
        assertThat(cancelled.get()).isPositive();
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldServeAWorkerThatHasNoOther() throws Exception {
        assertThat(schedulerOf(TestServer.CONFIG)).isEqualTo(TicklessScheduler.class);
        Config own = ConfigFactory.parseString(
                "akka.scheduler.implementation = \"" + ChosenScheduler.class.getName() + "\"");
        assertThat(schedulerOf(own.withFallback(TestServer.CONFIG))).isEqualTo(ChosenScheduler.class);
    }

    /** What a user may have chosen. */
    public static final class ChosenScheduler extends LightArrayRevolverScheduler {
        public ChosenScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
            super(config, log, threads);
        }
    }

    private static Class<?> schedulerOf(Config config) throws Exception {
        CompletableFuture<Class<?>> found = new CompletableFuture<>();
        EntryPoint entryPoint = job -> {
            found.complete(job.system().classicSystem().scheduler().getClass());
            job.start(new EchoSession(job.id(), job.system()));
        };
        try (TestServer server =
                TestServer.start(config, entryPoint, options -> options, HttpOptions.of(TestServer.CONFIG))) {
            assertThat(server.post("/api/calls/a/start").statusCode()).isEqualTo(201);
            return found.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldServeActorsAndStreams() throws Exception {
        ActorTestKit kit = ActorTestKit.create(
                "tickless", ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()));
        TestProbe<String> probe = kit.createTestProbe();
        assertThat(kit.system().classicSystem().scheduler()).isInstanceOf(TicklessScheduler.class);

        kit.spawn(Behaviors.<String>withTimers(timers -> {
            timers.startSingleTimer("replaced", "old", Duration.ofMillis(50));
            timers.startSingleTimer("replaced", "new", Duration.ofMillis(20));
            timers.startTimerAtFixedRate("rate", "tick", SOON);
            return Behaviors.receiveMessage(message -> {
                probe.ref().tell(message);
                return Behaviors.same();
            });
        }));
        List<String> told = new ArrayList<>();
        while (!told.contains("new") || Collections.frequency(told, "tick") < 20) {
            told.add(probe.receiveMessage(Duration.ofSeconds(30)));
        }
        assertThat(told).doesNotContain("old");
        List<Integer> throttled = Source.range(1, 5)
                .throttle(1, SOON)
                .runWith(Sink.seq(), kit.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(throttled).hasSize(5);
        assertThat(Source.tick(SOON, SOON, "tick")
                        .take(3)
                        .runWith(Sink.seq(), kit.system())
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .hasSize(3);
        assertThat(Source.<String>maybe()
                        .idleTimeout(Duration.ofMillis(50))
                        .toMat(Sink.ignore(), Keep.right())
                        .run(kit.system()))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TimeoutException.class);
        kit.shutdownTestKit();
        assertThat(kit.system().getWhenTerminated()).succeedsWithin(Duration.ofSeconds(30));
    }
}
