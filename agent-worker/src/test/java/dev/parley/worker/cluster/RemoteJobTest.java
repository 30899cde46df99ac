package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.job.JobEnd;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link's end of a job elsewhere; the test is the node that runs it. */
@Timeout(30)
class RemoteJobTest {
    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<ClusterMessage> node = kit.createTestProbe();
    private final TestProbe<JobMessage> host = kit.createTestProbe();
    private final RemoteJobHandle job = new RemoteJobHandle("AJ_1", "livekit-link");
    private ActorRef<NodeCommand> actor = kit.system().ignoreRef();

    @BeforeEach
    void begin() {
        actor = kit.spawn(RemoteJob.create(
                job,
                "10.0.0.6:25520",
                node.getRef(),
                replyTo -> new JobMessage.RunJob("10.0.0.5:25520", 4, "livekit-link", "ws://a", "", replyTo)));
        assertThat(node.expectMessageClass(JobMessage.RunJob.class).ask()).isEqualTo(4);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void run() {
        actor.tell(new JobMessage.JobBegan(host.getRef()));
        host.expectMessage(new JobMessage.FollowJob("AJ_1"));
    }

    @Test
    void shouldNotHaveBegunWhenItsNodeDoesNotAnswer() {
        time.timePasses(Duration.ofSeconds(7));

        assertThatThrownBy(() -> await(job.whenBegun()))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("node 10.0.0.6:25520: no answer within 7 s");
        node.expectTerminated(actor);
    }

    @Test
    void shouldNotHaveBegunWhenItIsRefusedOrItsNodeGoes() {
        actor.tell(new JobMessage.JobRefused("call: AJ_1 is running"));

        assertThatThrownBy(() -> await(job.whenBegun()))
                .hasRootCauseMessage("node 10.0.0.6:25520: call: AJ_1 is running");
        assertThat(job.isRunning()).isFalse();
    }

    /** Told twice, since the first answer was lost, it follows once. */
    @Test
    void shouldCarryTheJobFromItsBeginningToItsEnd() throws Exception {
        run();
        run();
        assertThat(await(job.whenBegun())).isSameAs(job);
        assertThat(job.isRunning()).isTrue();

        job.end("job: terminated by the LiveKit server");
        host.expectMessage(new JobMessage.EndJob("job: terminated by the LiveKit server"));
        actor.tell(new JobMessage.JobLeaving(JobEnd.Kind.SHUTDOWN, "done"));
        actor.tell(new JobMessage.JobLeaving(JobEnd.Kind.SHUTDOWN, "done"));
        assertThat(await(job.whenLeaving())).isEqualTo(new JobEnd(JobEnd.Kind.SHUTDOWN, "done"));
        host.expectNoMessage(Duration.ZERO);
        job.markEndTold();

        host.expectMessage(new JobMessage.EndTold("AJ_1"));
        await(job.whenOver());
        assertThat(job.isRunning()).isFalse();
    }

    @Test
    void shouldHaveFailedWhenItsNodeIsGone() throws Exception {
        run();

        host.stop();

        assertThat(await(job.whenLeaving()))
                .isEqualTo(new JobEnd(JobEnd.Kind.FAILED, "node 10.0.0.6:25520: gone, and the job with it"));
        job.markEndTold();
        await(job.whenOver());
    }

    /** The agent need not stay in the room for a server that is away. */
    @Test
    void shouldLetTheAgentGoWhenTheServerCannotBeTold() throws Exception {
        run();
        actor.tell(new JobMessage.JobLeaving(JobEnd.Kind.COMPLETED, "done"));
        await(job.whenLeaving());

        time.timePasses(Duration.ofSeconds(10));

        host.expectMessage(new JobMessage.EndTold("AJ_1"));
        await(job.whenOver());
    }
}
