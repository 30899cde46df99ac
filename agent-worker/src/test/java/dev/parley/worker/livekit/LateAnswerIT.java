package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.parley.livekit.proto.AvailabilityRequest;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.JobStatus;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.TestEnvironment;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.job.WorkerSupervisor;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link whose manager answers when nobody waits for it any more. */
@Timeout(60)
class LateAnswerIT {
    private static final Job JOB = Job.newBuilder().setId("AJ_late").build();
    private static final EntryPoint UNTIL_ENDED = job -> new CountDownLatch(1).await();

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config().withFallback(TestServer.CONFIG));
    private final ManualTime time = ManualTime.get(kit.system());
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final JobSlots slots = new JobSlots(1);
    private final JobEnvironment environment =
            TestEnvironment.of(TestServer.CONFIG, UNTIL_ENDED, slots, metrics, Optional.empty());
    private final TestProbe<WorkerManager.Command> between = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        metrics.close();
    }

    @Test
    void shouldEndACallThatTheServerTakesForFailed() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(LateAnswerIT::withOneJob)) {
            ActorRef<LivekitLink.Command> link = kit.spawn(LivekitLink.create(parts(server), "test", between.getRef()));
            WorkerManager.StartReserved start = untilStart();
            WorkerManager.Answer answer = accepted(start);

            time.timePasses(LivekitLink.MANAGER_ANSWER);
            LinkedWorker.await("told", () -> server.heard().stream().anyMatch(LateAnswerIT::isFailure));
            start.replyTo().tell(answer);

            Call call = ((Assignment.Accepted) answer.assignment()).call();
            assertThat(call.whenEnded()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .reason())
                    .contains("the server was told that this job failed");
            assertThat(slots.taken()).isZero();
            kit.stop(link);
        }
    }

    @Test
    void shouldKeepACallThatTheServerGivesAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(LateAnswerIT::untilItRuns)) {
            ActorRef<LivekitLink.Command> link = kit.spawn(LivekitLink.create(parts(server), "test", between.getRef()));
            untilStart();
            time.timePasses(LivekitLink.MANAGER_ANSWER);

            WorkerManager.StartReserved again = untilStart();
            WorkerManager.Answer answer = accepted(again);
            again.replyTo().tell(answer);

            LinkedWorker.await("told", () -> server.heard().stream().anyMatch(LateAnswerIT::isRunning));
            Call call = ((Assignment.Accepted) answer.assignment()).call();
            assertThat(call.whenEnded().toCompletableFuture()).isNotDone();
            kit.stop(link);
        }
    }

    private static List<ServerMessage.Builder> withOneJob(WorkerMessage message) {
        return switch (message.getMessageCase()) {
            case REGISTER ->
                List.of(
                        ServerMessage.newBuilder()
                                .setRegister(RegisterWorkerResponse.newBuilder().setWorkerId("AW_scripted")),
                        offer());
            case AVAILABILITY ->
                List.of(ServerMessage.newBuilder()
                        .setAssignment(JobAssignment.newBuilder().setJob(JOB).setToken("token")));
            default -> List.of();
        };
    }

    private static List<ServerMessage.Builder> untilItRuns(WorkerMessage message) {
        return isFailure(message) ? List.of(offer()) : withOneJob(message);
    }

    private static ServerMessage.Builder offer() {
        return ServerMessage.newBuilder()
                .setAvailability(AvailabilityRequest.newBuilder().setJob(JOB));
    }

    private static boolean isRunning(WorkerMessage message) {
        return message.hasUpdateJob() && message.getUpdateJob().getStatus() == JobStatus.JS_RUNNING;
    }

    private static boolean isFailure(WorkerMessage message) {
        return message.hasUpdateJob() && message.getUpdateJob().getStatus() == JobStatus.JS_FAILED;
    }

    private WorkerManager.StartReserved untilStart() {
        return (WorkerManager.StartReserved) between.fishForMessage(
                        Duration.ofSeconds(20),
                        message -> message instanceof WorkerManager.StartReserved
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .get(0);
    }

    /** What a manager of the worker makes of it. */
    private WorkerManager.Answer accepted(WorkerManager.StartReserved start) {
        TestProbe<WorkerManager.Reference> found = kit.createTestProbe();
        kit.spawn(WorkerSupervisor.create(environment, new AtomicReference<>(UNTIL_ENDED)))
                .tell(new WorkerSupervisor.FindManager(found.getRef()));
        TestProbe<WorkerManager.Answer> answers = kit.createTestProbe();
        found.receiveMessage()
                .manager()
                .tell(new WorkerManager.StartReserved(start.request(), start.place(), answers.getRef()));
        return answers.receiveMessage();
    }

    private LinkParts parts(ScriptedServer server) {
        LiveKitOptions options = WorkerOptions.builder(TestServer.CONFIG, UNTIL_ENDED)
                .serverUrl(server.url().toString())
                .apiKey("key")
                .apiSecret("a secret of the tests, longer than 32 bytes")
                .livekit(LiveKitOptions.Builder::withoutLoadThreshold)
                .build()
                .livekit()
                .orElseThrow();
        return new LinkParts(
                "livekit-link",
                server.url(),
                options,
                environment,
                new OwnPlaces(environment, () -> Duration.ZERO),
                new LinkView(server.url()),
                LiveKitApi.of(ApiSettings.of(server.url(), options.credentials())),
                Clock.systemUTC(),
                System::nanoTime);
    }
}
