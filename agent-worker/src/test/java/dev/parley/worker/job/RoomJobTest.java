package dev.parley.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantFilter;
import dev.parley.room.Room;
import dev.parley.worker.EchoSession;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import dev.parley.worker.JobType;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.ParticipantEntrypoint;
import dev.parley.worker.RoomJob;
import dev.parley.worker.SipCall;
import dev.parley.worker.SipTransfer;
import dev.parley.worker.TestServer;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Jobs that take place in a room. */
@Timeout(30)
class RoomJobTest {
    private static final LiveKitCredentials KEY =
            new LiveKitCredentials("key", "a secret of the tests, longer than 32 bytes");

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config().withFallback(TestServer.CONFIG));
    private final ManualTime time = ManualTime.get(kit.system());
    private final ScriptedRoom room = ScriptedRoom.open();
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final JobSlots slots = new JobSlots(3);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        metrics.close();
    }

    @Test
    void shouldJoinItsRoomOnce() throws Exception {
        Started job = start(Optional.of(room));

        Room joined = await(job.context.connect());

        assertThat(joined).isSameAs(room).isSameAs(await(job.context.connect()));
        assertThat(job.context.room()).containsSame(room);
        assertThat(room.connects).singleElement().satisfies(address -> {
            assertThat(address.url()).isEqualTo("ws://x");
            assertThat(address.token())
                    .isEqualTo(job.context.roomJob().orElseThrow().token());
            assertThat(address.toString()).doesNotContain(address.token());
        });
        assertThat(job.context.localParticipantIdentity()).contains("agent-AJ_1");
    }

    @Test
    void shouldReceiveWhatItAskedFor() throws Exception {
        Started job = start(Optional.of(room));

        await(job.context.connect(AutoSubscribe.AUDIO_ONLY));
        await(job.context.connect());

        assertThat(room.subscriptions).containsExactly(AutoSubscribe.AUDIO_ONLY);
    }

    @Test
    void shouldTryAgainAfterAnAttemptThatFailed() throws Exception {
        Started job = start(Optional.of(room));
        room.refusal = Optional.of(new IllegalStateException("room: full"));
        assertThatThrownBy(() -> await(job.context.connect())).hasRootCauseMessage("room: full");

        room.refusal = Optional.empty();

        assertThat(await(job.context.connect())).isSameAs(room);
    }

    @Test
    void shouldSayThatNothingJoinsRooms() throws Exception {
        Started job = start(Optional.empty());

        assertThatThrownBy(() -> await(job.context.connect()))
                .hasMessageContaining("room connector: none on the class path");
    }

    @Test
    void shouldSayThatACallOverHttpHasNoRoom() throws Exception {
        Started job = start(Optional.of(room), new CallRequest("a", "{}", Caller.by("http")), waiting());

        assertThatThrownBy(() -> await(job.context.connect())).hasMessageContaining("room: job a has none");
        assertThat(job.context.roomJob()).isEmpty();
        assertThat(job.context.localParticipantIdentity()).isEmpty();
    }

    @Test
    void shouldDoNothingButWarnWhereThereIsNoServer() throws Exception {
        Started job = start(Optional.of(room), new CallRequest("a", "{}", Caller.by("http")), waiting());
        ListAppender<ILoggingEvent> log = log(RoomServices.class);

        await(job.context.deleteRoom());
        await(job.context.transferSipParticipant(SipTransfer.of("x", "tel:+1")));
        assertThat(await(job.context.addSipParticipant(SipCall.of("+1", "ST_1", "x"))))
                .isEmpty();

        assertThat(log.list)
                .hasSize(3)
                .allMatch(line -> line.getFormattedMessage().contains("does nothing"));
    }

    @Test
    void shouldWaitForSomebody() throws Exception {
        Started job = start(Optional.of(room));
        assertThatThrownBy(() -> await(job.context.waitForParticipant())).hasMessageContaining("job.connect() before");
        await(job.context.connect());

        CompletableFuture<Participant> anybody =
                job.context.waitForParticipant().toCompletableFuture();
        CompletableFuture<Participant> eve =
                job.context.waitForParticipant("eve").toCompletableFuture();
        CompletableFuture<Participant> recorder = job.context
                .waitForParticipant(ParticipantFilter.people().withKinds(Set.of(Participant.Kind.EGRESS)))
                .toCompletableFuture();
        room.enter(ScriptedRoom.participant("machine", Participant.Kind.AGENT));
        assertThat(anybody).isNotDone();
        room.enter(ScriptedRoom.participant("bob", Participant.Kind.SIP));
        room.enter(ScriptedRoom.participant("eve", Participant.Kind.STANDARD));

        assertThat(await(anybody).identity()).isEqualTo("bob");
        assertThat(await(eve).identity()).isEqualTo("eve");
        assertThat(recorder).isNotDone();
        assertThat(await(job.context.waitForParticipant("bob")).identity()).isEqualTo("bob");
        assertThat(room.listeners()).isEqualTo(1);
        assertThat(job.context.participants()).hasSize(3);

        room.drop("the server has gone");
        assertThatThrownBy(() -> await(recorder)).hasMessageContaining("the room was left: the server has gone");
    }

    @Test
    void shouldRunAnEntrypointForEachParticipant() throws Exception {
        Started job = start(Optional.of(room));
        room.enter(ScriptedRoom.participant("early", Participant.Kind.STANDARD));
        LinkedBlockingQueue<String> met = new LinkedBlockingQueue<>();
        ParticipantEntrypoint meet = (context, participant) -> met.add(context.id() + " " + participant.identity());

        job.context.addParticipantEntrypoint(meet);
        await(job.context.connect());
        room.enter(ScriptedRoom.participant("machine", Participant.Kind.AGENT));
        room.enter(ScriptedRoom.participant("late", Participant.Kind.STANDARD));

        assertThat(List.of(met.take(), met.take())).containsExactlyInAnyOrder("AJ_1 early", "AJ_1 late");
        assertThatThrownBy(() -> job.context.addParticipantEntrypoint(meet)).hasMessageContaining("each once per job");
    }

    @Test
    void shouldWarnOfAParticipantThatComesBackTooSoon() throws Exception {
        Started job = start(Optional.of(room));
        ListAppender<ILoggingEvent> log = log(ParticipantTasks.class);
        CountDownLatch both = new CountDownLatch(2);
        await(job.context.connect());
        job.context.addParticipantEntrypoint((context, participant) -> {
            both.countDown();
            new CountDownLatch(1).await();
        });
        Participant eve = ScriptedRoom.participant("eve-secret", Participant.Kind.STANDARD);

        room.enter(eve);
        room.leave(eve);
        room.enter(eve);

        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("has come back")
                        .doesNotContain("eve-secret"));
    }

    @Test
    void shouldWarnOfAnEntryPointThatNeverJoinsAndStillEnd() throws Exception {
        Started job = start(Optional.of(room));
        ListAppender<ILoggingEvent> log = log(WorkerManager.class);
        ListAppender<ILoggingEvent> jobLog = log(Job.class);

        time.timePasses(Duration.ofSeconds(9));
        assertThat(jobLog.list).noneMatch(line -> line.getFormattedMessage().contains("has not joined"));
        time.timePasses(Duration.ofSeconds(1));
        awaitTrue(() ->
                jobLog.list.stream().anyMatch(line -> line.getFormattedMessage().contains("has not joined")));

        job.call.end("terminated");
        assertThat(end(job).kind()).isEqualTo(JobEnd.Kind.SHUTDOWN);
        assertThat(log.list).isEmpty();
    }

    @Test
    void shouldGoOnAfterItsEntryPointHasReturned() throws Exception {
        LinkedBlockingQueue<JobContext> contexts = new LinkedBlockingQueue<>();
        Started job = start(Optional.of(room), inRoom(), contexts::add, contexts);
        await(job.context.connect());
        time.timePasses(Duration.ofMinutes(10));

        assertThat(job.call.whenEnded().toCompletableFuture()).isNotDone();

        room.drop("room closed");
        assertThat(end(job)).isEqualTo(new JobEnd(JobEnd.Kind.SHUTDOWN, "room: left: room closed"));
    }

    @Test
    void shouldJoinBeforeItsSessionStarts() throws Exception {
        Started job = start(Optional.of(room));
        EchoSession session = new EchoSession("AJ_1", kit.system());

        await(job.context.start(session));

        assertThat(room.connects).hasSize(1);
        assertThat(await(job.call.whenStarted())).isSameAs(session);
    }

    @Test
    void shouldFailWhenTheRoomCannotBeJoinedForItsSession() throws Exception {
        Started job = start(Optional.of(room));
        room.refusal = Optional.of(new IllegalStateException("room: full"));

        job.context.start(new EchoSession("AJ_1", kit.system()));

        assertThat(end(job)).isEqualTo(new JobEnd(JobEnd.Kind.FAILED, "session: IllegalStateException: room: full"));
    }

    @Test
    void shouldTellOfItsEndBeforeItLeavesTheRoom() throws Exception {
        Started job = start(Optional.of(room));
        EchoSession session = new EchoSession("AJ_1", kit.system());
        await(job.context.start(session));
        List<String> order = new CopyOnWriteArrayList<>();
        job.context.addShutdownCallback(Duration.ofSeconds(1), reason -> order.add("callback"));
        session.whenClosed().thenRun(() -> order.add("session closed"));
        job.call.whenLeaving().thenAccept(end -> {
            order.add("told " + end.kind());
            assertThat(room.whenDisconnected().toCompletableFuture()).isNotDone();
            job.call.markEndTold();
        });
        room.whenDisconnected().thenRun(() -> order.add("left"));

        job.context.shutdown("done");

        end(job);
        assertThat(order).containsExactly("callback", "session closed", "told SHUTDOWN", "left");
        assertThat(slots.taken()).isZero();
    }

    /** The thread that brings the server's answer serves all jobs of a link. */
    @Test
    void shouldNotLeaveItsRoomOnTheThreadOfItsLink() throws Exception {
        Started job = start(Optional.of(room));
        await(job.context.start(new EchoSession("AJ_1", kit.system())));
        CompletionStage<Thread> left = room.whenDisconnected().thenApply(why -> Thread.currentThread());
        CompletionStage<JobEnd> leaving = job.call.whenLeaving();

        job.context.shutdown("done");
        await(leaving);
        job.call.markEndTold();

        assertThat(await(left)).isNotSameAs(Thread.currentThread());
        end(job);
    }

    @Test
    void shouldLeaveARoomThatLetsItInTooLate() throws Exception {
        ScriptedRoom slow = new ScriptedRoom();
        Started job = start(Optional.of(slow));
        CompletionStage<Room> connecting = job.context.connect();
        job.context.shutdown("done");
        end(job);

        slow.door.complete(slow);

        assertThatThrownBy(() -> await(connecting)).hasMessageContaining("has left it");
        assertThat(slow.whenDisconnected().toCompletableFuture()).isDone();
    }

    private record Started(JobContext context, Call call) {}

    private Started start(Optional<ScriptedRoom> connector) throws Exception {
        return start(connector, inRoom(), waiting());
    }

    private Started start(Optional<ScriptedRoom> connector, CallRequest request, Waiting entry) throws Exception {
        return start(connector, request, entry, entry.contexts);
    }

    private Started start(
            Optional<ScriptedRoom> connector,
            CallRequest request,
            EntryPoint entry,
            LinkedBlockingQueue<JobContext> contexts)
            throws Exception {
        JobEnvironment environment = TestEnvironment.of(TestServer.CONFIG, entry, slots, metrics, connector);
        ActorRef<WorkerManager.Command> manager =
                kit.spawn(WorkerManager.create(environment, new AtomicReference<>(entry)));
        TestProbe<WorkerManager.Answer> answers = kit.createTestProbe(WorkerManager.Answer.class);
        manager.tell(new WorkerManager.StartReserved(request, slots.reserve().orElseThrow(), answers.getRef()));
        WorkerManager.Answer answer = answers.expectMessageClass(WorkerManager.Answer.class);
        Assignment.Accepted accepted = (Assignment.Accepted) answer.assignment();
        return new Started(contexts.take(), accepted.call());
    }

    private static CallRequest inRoom() {
        LiveKitJob job =
                new LiveKitJob("AJ_1", "AD_1", JobType.ROOM, "r", "RM_1", "", Optional.empty(), "", "desk", Map.of());
        String token = AccessToken.of(KEY)
                .identity("agent-AJ_1")
                .video(VideoGrant.join("r"))
                .toJwt();
        LiveKitApi api = LiveKitApi.of(ApiSettings.of(LiveKitUrl.of("ws://x"), KEY));
        RoomLine line = new RoomLine("livekit-link", new RoomJob(job, "ws://x", token), api);
        return new CallRequest("AJ_1", "{}", Caller.by("livekit"), Optional.of(line));
    }

    private static Waiting waiting() {
        return new Waiting(new LinkedBlockingQueue<>());
    }

    /** An entry point that goes on until it is interrupted. */
    private record Waiting(LinkedBlockingQueue<JobContext> contexts) implements EntryPoint {
        @Override
        public void run(JobContext job) throws Exception {
            contexts.add(job);
            new CountDownLatch(1).await();
        }
    }

    private static JobEnd end(Started job) throws Exception {
        return await(job.call.whenEnded());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static ListAppender<ILoggingEvent> log(Class<?> of) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(of)).addAppender(log);
        return log;
    }
}
