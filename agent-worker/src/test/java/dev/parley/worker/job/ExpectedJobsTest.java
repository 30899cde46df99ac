package dev.parley.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import dev.parley.worker.TestServer;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that a manager was told to expect. */
@Timeout(30)
class ExpectedJobsTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config().withFallback(TestServer.CONFIG));
    private final ManualTime time = ManualTime.get(kit.system());
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final JobSlots slots = new JobSlots(3);
    private final LinkedBlockingQueue<JobContext> begun = new LinkedBlockingQueue<>();
    private final TestProbe<WorkerManager.Answer> answers = kit.createTestProbe(WorkerManager.Answer.class);
    private final AtomicReference<EntryPoint> entryPoint = new AtomicReference<>();
    private final ActorRef<WorkerManager.Command> manager = manager();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        metrics.close();
    }

    @Test
    void shouldBeginInTheActorThatStandsReady() throws Exception {
        manager.tell(new WorkerManager.ExpectCall());

        Call first = begin("first");
        Call second = begin("second");

        assertThat(tree()).contains("expected-job-1", "job-second").doesNotContain("job-first");
        assertThat(begun.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(begun.poll(10, TimeUnit.SECONDS)).isNotNull();
        first.end("over").toCompletableFuture().get(10, TimeUnit.SECONDS);
        second.end("over").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(slots.taken()).isZero();
    }

    /** Callers choose the ids of their calls. */
    @Test
    void shouldTakeACallWhateverItsIdLooksLike() throws Exception {
        manager.tell(new WorkerManager.ExpectCall());

        begin("first");
        begin("expected-1");

        assertThat(tree()).contains("expected-job-1", "job-expected-1");
        assertThat(slots.taken()).isEqualTo(2);
    }

    @Test
    void shouldKeepNothingForACallThatDoesNotCome() throws Exception {
        manager.tell(new WorkerManager.ExpectCall());
        settle();
        assertThat(tree()).contains("expected-job-1");

        time.timePasses(LONGEST);
        settle();
        answers.awaitAssert(() -> assertThat(tree()).doesNotContain("expected-job"));
        Call late = begin("late");

        assertThat(tree()).contains("job-late");
        assertThat(begun.poll(10, TimeUnit.SECONDS)).isNotNull();
        late.end("over").toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldNotEndACallThatHasCome() throws Exception {
        manager.tell(new WorkerManager.ExpectCall());
        Call call = begin("call");

        time.timePasses(LONGEST.multipliedBy(2));
        settle();

        assertThat(call.whenEnded().toCompletableFuture()).isNotDone();
        assertThat(tree()).contains("expected-job-1");
        call.end("over").toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldEndACallThatItsJobNeverHearsOf() throws Exception {
        Call call = new Call(new CallRequest("unheard", "{}", Caller.by("test")), "desk", Instant.EPOCH);

        onOneThread(parent -> {
            VacantJob job = VacantJob.spawn(parent, environment(begun::add), "vacant");
            job.begin(new Job.Begin(call, begun::add, slots.reserve().orElseThrow()));
            parent.stop(job.actor());
        });

        assertThat(call.whenEnded().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(JobEnd.neverBegan());
        assertThat(slots.taken()).isZero();
        assertThat(begun).isEmpty();
        answers.awaitAssert(() -> assertThat(metrics.scrape()).contains("parley_jobs_ended_total{kind=\"failed\"} 1"));
    }

    /** A child of this parent hears of nothing before the parent is done. */
    private static void onOneThread(Consumer<ActorContext<Void>> parent) throws Exception {
        Config oneThread = ConfigFactory.parseMap(Map.of(
                "akka.actor.default-dispatcher.executor",
                "thread-pool-executor",
                "akka.actor.default-dispatcher.thread-pool-executor.fixed-pool-size",
                1));
        ActorTestKit kit = ActorTestKit.create(oneThread.withFallback(TestServer.CONFIG));
        try {
            CompletableFuture<Void> done = new CompletableFuture<>();
            kit.spawn(Behaviors.<Void>setup(context -> {
                parent.accept(context);
                done.complete(null);
                return Behaviors.empty();
            }));
            done.get(10, TimeUnit.SECONDS);
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void shouldKeepItsCallsWhenAnEntryPointHasNoName() {
        Call first = begin("first");

        entryPoint.set(new Nameless());
        begin("second");
        TestProbe<WorkerStatus> status = kit.createTestProbe();
        manager.tell(new WorkerManager.Describe(status.getRef()));

        assertThat(status.receiveMessage().agentName()).isEqualTo("nameless");
        assertThat(first.whenEnded().toCompletableFuture()).isNotDone();
        assertThat(slots.taken()).isEqualTo(2);
    }

    private static final class Nameless implements EntryPoint {
        @Override
        public void run(JobContext job) throws Exception {
            new CountDownLatch(1).await();
        }

        @Override
        public String id() {
            throw new IllegalStateException("a bug");
        }
    }

    private Call begin(String id) {
        CallRequest request = new CallRequest(id, "{}", Caller.by("test"));
        manager.tell(new WorkerManager.StartReserved(request, slots.reserve().orElseThrow(), answers.getRef()));
        WorkerManager.Answer answer = answers.receiveMessage();
        assertThat(answer.callId()).isEqualTo(id);
        return ((Assignment.Accepted) answer.assignment()).call();
    }

    /** The manager has worked in all that it was told before. */
    private void settle() {
        TestProbe<WorkerManager.CallIds> asked = kit.createTestProbe(WorkerManager.CallIds.class);
        manager.tell(new WorkerManager.ListIds(asked.getRef()));
        asked.receiveMessage();
    }

    private String tree() {
        return kit.system().printTree();
    }

    private ActorRef<WorkerManager.Command> manager() {
        Config config =
                ConfigFactory.parseString("parley.worker.timeout = 1 hour").withFallback(TestServer.CONFIG);
        EntryPoint entry = job -> {
            begun.add(job);
            new CountDownLatch(1).await();
        };
        entryPoint.set(entry);
        JobEnvironment environment = TestEnvironment.of(config, entry, slots, metrics, Optional.empty());
        return kit.spawn(WorkerManager.create(environment, entryPoint));
    }

    private JobEnvironment environment(EntryPoint entry) {
        return TestEnvironment.of(TestServer.CONFIG, entry, slots, metrics, Optional.empty());
    }
}
