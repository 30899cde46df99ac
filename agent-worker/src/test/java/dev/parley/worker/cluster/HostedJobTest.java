package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.TestServer;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.TestEnvironment;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.job.WorkerSupervisor;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node's end of a job whose link is elsewhere; the test is the link, and stands before the manager. */
@Timeout(30)
class HostedJobTest {
    private static final EntryPoint UNTIL_ENDED = job -> new CountDownLatch(1).await();
    private static final Duration LATEST_ANSWER = Duration.ofMinutes(1);

    private static final Config CONFIG =
            ConfigFactory.parseString("parley.worker.timeout = 1 hour").withFallback(TestServer.CONFIG);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config().withFallback(CONFIG));
    private final ManualTime time = ManualTime.get(kit.system());
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final JobSlots slots = new JobSlots(1);
    private final TestProbe<WorkerManager.Command> between = kit.createTestProbe();
    private final TestProbe<JobMessage> link = kit.createTestProbe();
    private final ActorRef<NodeCommand> job = kit.spawn(HostedJob.create(
            new CallRequest("AJ_1", "{}", Caller.by("livekit")),
            slots.reserve().orElseThrow(),
            between.getRef(),
            link.getRef()));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        metrics.close();
    }

    @Test
    void shouldBeginWhenTheManagerAcceptsInTime() {
        WorkerManager.StartReserved start = between.expectMessageClass(WorkerManager.StartReserved.class);

        start.replyTo().tell(accepted(start));
        link.expectMessage(new JobMessage.JobBegan(job.narrow()));
        job.tell(new JobMessage.FollowJob("AJ_1"));
        time.timePasses(LATEST_ANSWER.multipliedBy(2));

        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void shouldEndACallThatIsAcceptedAfterTheLinkWasToldOtherwise() throws Exception {
        WorkerManager.StartReserved start = between.expectMessageClass(WorkerManager.StartReserved.class);
        WorkerManager.Answer answer = accepted(start);

        time.timePasses(HostedJob.MANAGER);
        link.expectMessage(new JobMessage.JobRefused("worker manager: no answer within 5 s"));
        start.replyTo().tell(answer);

        Call call = ((Assignment.Accepted) answer.assignment()).call();
        assertThat(call.whenEnded()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .reason())
                .contains("told the server so");
        assertThat(slots.taken()).isZero();
        link.expectTerminated(job);
    }

    @Test
    void shouldNotWaitForAnAnswerForever() {
        time.timePasses(HostedJob.MANAGER);
        link.expectMessageClass(JobMessage.JobRefused.class);

        time.timePasses(LATEST_ANSWER);

        link.expectTerminated(job);
    }

    /** What a manager of the worker makes of it. */
    private WorkerManager.Answer accepted(WorkerManager.StartReserved start) {
        JobEnvironment environment = TestEnvironment.of(CONFIG, UNTIL_ENDED, slots, metrics, Optional.empty());
        TestProbe<WorkerManager.Reference> found = kit.createTestProbe();
        kit.spawn(WorkerSupervisor.create(environment, new AtomicReference<>(UNTIL_ENDED)))
                .tell(new WorkerSupervisor.FindManager(found.getRef()));
        TestProbe<WorkerManager.Answer> answers = kit.createTestProbe();
        found.receiveMessage()
                .manager()
                .tell(new WorkerManager.StartReserved(start.request(), start.place(), answers.getRef()));
        return answers.receiveMessage();
    }
}
