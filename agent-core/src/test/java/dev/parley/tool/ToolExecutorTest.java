package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ToolExecutorTest {
    private static final ToolSettings SHORT = new ToolSettings(Duration.ofMillis(400), 1, 1);

    private final List<ToolExecutor> made = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicBoolean spin = new AtomicBoolean(true);

    interface Factory {
        ToolExecutor of(ToolSettings settings);
    }

    static Stream<Factory> kinds() {
        return Stream.of(ToolExecutor::of, ToolExecutor::onPlatformThreads);
    }

    private ToolExecutor make(Factory factory, ToolSettings settings) {
        ToolExecutor executor = factory.of(settings);
        made.add(executor);
        return executor;
    }

    @AfterEach
    void letGo() {
        spin.set(false);
        release.countDown();
        made.forEach(ToolExecutor::close);
    }

    private static CompletionStage<ToolOutcome> done(String text) {
        return CompletableFuture.completedFuture(new ToolOutcome.Succeeded(text));
    }

    @ParameterizedTest // peers' case 14
    @MethodSource("kinds")
    void shouldGiveUpACallAtItsDeadlineAndInterruptIt(Factory kind) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);

        ToolOutcome outcome = Calls.await(make(kind, SHORT).run("slow", () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return done("late");
        }));

        assertThat(outcome).isEqualTo(new ToolOutcome.Failed("timed out after 400 ms (tool slow)"));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldRunOtherCallsWhileOnesIgnoreTheirInterrupts(Factory kind) {
        ToolExecutor executor = make(kind, SHORT);

        for (int i = 0; i < 3; i++) {
            ToolOutcome hung = Calls.await(executor.run("hangs", () -> {
                while (spin.get()) {
                    Thread.onSpinWait();
                }
                return done("never");
            }));
            assertThat(hung.text()).startsWith("timed out");
            assertThat(Calls.await(executor.run("quick", () -> done("here"))))
                    .isEqualTo(new ToolOutcome.Succeeded("here"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldGiveUpAStageThatNeverCompletes(Factory kind) {
        CompletableFuture<ToolOutcome> never = new CompletableFuture<>();

        ToolOutcome outcome = Calls.await(make(kind, SHORT).run("later", () -> never));

        assertThat(outcome).isEqualTo(new ToolOutcome.Failed("timed out after 400 ms (tool later)"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldNotLeakAnInterruptIntoTheNextCall(Factory kind) {
        ToolExecutor executor = make(kind, SHORT);
        Calls.await(executor.run("slow", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return done("late");
        }));

        ToolOutcome next = Calls.await(
                executor.run("next", () -> done("" + Thread.currentThread().isInterrupted())));

        assertThat(next).isEqualTo(new ToolOutcome.Succeeded("false"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldEndRunningCallsWhenClosed(Factory kind) throws Exception {
        ToolExecutor executor = make(kind, ToolSettings.standard());
        CountDownLatch started = new CountDownLatch(1);
        CompletionStage<ToolOutcome> running = executor.run("slow", () -> {
            started.countDown();
            release.await();
            return done("late");
        });
        started.await();

        executor.close();

        assertThat(Calls.await(running)).isInstanceOf(ToolOutcome.Failed.class);
        assertThat(Calls.await(executor.run("more", () -> done("x")))).isInstanceOf(ToolOutcome.Failed.class);
    }

    @org.junit.jupiter.api.Test
    void shouldRunACallOnAThreadThatIsIdle() {
        ToolExecutor executor = make(ToolExecutor::onPlatformThreads, ToolSettings.standard());
        Set<String> threads = new HashSet<>();

        for (int i = 0; i < 64; i++) {
            threads.add(Calls.await(executor.run(
                            "quick", () -> done(Thread.currentThread().getName())))
                    .text());
        }

        assertThat(threads).hasSizeLessThan(10); // one may still be on its way back when the next call comes
    }

    @org.junit.jupiter.api.Test
    void shouldRunWhatWaitsOnceAnotherHangs() {
        ToolExecutor executor = make(ToolExecutor::onPlatformThreads, SHORT);
        CompletionStage<ToolOutcome> hangs = executor.run("hangs", () -> {
            while (spin.get()) {
                Thread.onSpinWait();
            }
            return done("never");
        });
        CompletionStage<ToolOutcome> waits = executor.run("waits", Duration.ofSeconds(20), call -> done("here"));

        assertThat(Calls.await(hangs).text()).startsWith("timed out");
        assertThat(Calls.await(waits)).isEqualTo(new ToolOutcome.Succeeded("here"));
    }

    @org.junit.jupiter.api.Test
    void shouldRefuseACallWhenThePoolAndItsQueueAreFull() {
        ToolExecutor executor = make(ToolExecutor::onPlatformThreads, new ToolSettings(Duration.ofSeconds(20), 1, 1));
        for (int i = 0; i < 2; i++) {
            executor.run("slow", () -> {
                release.await();
                return done("late");
            });
        }

        assertThat(Calls.await(executor.run("more", () -> done("x"))).text())
                .isEqualTo("tool more can't run now: too many tools are running"
                        + " (expected: at most 1 waiting; try again later)");
    }

    @org.junit.jupiter.api.Test
    void shouldUseVirtualThreadsWhereTheJdkHasThem() {
        ToolOutcome outcome = Calls.await(make(ToolExecutor::of, ToolSettings.standard())
                .run("where", () -> done(Thread.currentThread().getClass().getSimpleName())));

        assertThat(outcome.text()).isEqualTo(Runtime.version().feature() < 21 ? "Thread" : "VirtualThread");
    }
}
