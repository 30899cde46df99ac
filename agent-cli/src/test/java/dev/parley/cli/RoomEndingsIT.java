package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.JobStatus;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobRequest;
import dev.parley.worker.SessionReport;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a job in a room begins and ends: the real server, a worker, LiveKit's own Python package as the caller. Each
 * ends as in LiveKit Agents: the session is closed with a reason, shutdown callbacks run, the server is told.
 */
@Timeout(180)
@Tag("livekit")
class RoomEndingsIT {
    private static final String NAME = "greeter";
    private static final String TERMINATED = "job: terminated by the LiveKit server";

    @TempDir
    private static Path directory;

    private static LivekitServer server;
    private static ObservedGreeter greeter;
    private static ParleyServer worker;

    @BeforeAll
    static void start() throws Exception {
        server = LivekitServer.start();
        greeter = new ObservedGreeter();
        worker = worker(
                greeter,
                options -> options.agentName(NAME)
                        .livekit(livekit -> livekit.requestHandler(RoomEndingsIT::decide)
                                .withoutLoadThreshold()
                                .withoutHealth()));
    }

    @AfterAll
    static void stop() throws Exception {
        await(worker.shutdown());
        server.close();
    }

    private static ParleyServer worker(ObservedGreeter greeter, UnaryOperator<WorkerOptions.Builder> options)
            throws Exception {
        Config config = ConfigFactory.load();
        WorkerOptions linked = options.apply(WorkerOptions.builder(config, greeter)
                        .serverUrl(server.url().toString())
                        .apiKey(server.credentials().apiKey())
                        .apiSecret(server.credentials().apiSecret()))
                .build();
        ParleyServer started =
                await(ParleyServer.start(config, linked, HttpOptions.of(config).withPort(0)));
        Waiting.until("registered", () -> started.links().get(0).isRegistered());
        return started;
    }

    private static void decide(JobRequest request) {
        switch (request.job().metadata()) {
            case "reject" -> request.reject();
            case "terminate" -> request.rejectAndTerminate();
            default -> request.accept();
        }
    }

    @Test
    void shouldComeToEachNewRoomAndEndWhenTheCallerLeaves() throws Exception {
        ObservedGreeter everywhere = new ObservedGreeter();
        ParleyServer automatic = worker(
                everywhere,
                options -> options.livekit(
                        livekit -> livekit.withoutLoadThreshold().withoutHealth()));
        try (Guest alice = Guest.join(server, "automatic", "alice", directory)) {
            ObservedGreeter.Visit visit = everywhere.next();
            assertThat(visit.job().roomJob().orElseThrow().job().agentName()).isEmpty();
            alice.awaitSpeaking();
            alice.leave();

            assertEnd(visit, CloseReason.Kind.PARTICIPANT_DISCONNECTED, "CLIENT_INITIATED");
            assertThat(visit.people()).containsExactly("alice");
        } finally {
            await(automatic.shutdown());
        }
    }

    @Test
    void shouldStayAwayWhenItRejects() throws Exception {
        try (Guest bob = Guest.join(server, "rejected", "bob", directory)) {
            dispatch("rejected", "reject");
            serverSays("failed to send job request", "\"" + NAME + "\"");
            AgentDispatch ended = dispatch("rejected", "terminate");
            Waiting.until("the job is over", () -> status(ended) == JobStatus.JS_SUCCESS);
            dispatch("rejected", "");

            ObservedGreeter.Visit visit = greeter.next();
            assertThat(visit.job().metadata()).isEqualTo("{}");
            bob.awaitSpeaking();
            assertThat(greeter.isIdle()).isTrue();
            assertThat(await(server.api().rooms().listParticipants("rejected"))).hasSize(2);
            bob.leave();
            assertEnd(visit, CloseReason.Kind.PARTICIPANT_DISCONNECTED, "CLIENT_INITIATED");
        }
    }

    @Test
    void shouldGoWhenItsDispatchIsDeleted() throws Exception {
        try (Guest carol = Guest.join(server, "terminated", "carol", directory)) {
            AgentDispatch dispatch = dispatch("terminated", "");
            ObservedGreeter.Visit visit = greeter.next();
            carol.awaitSpeaking();

            await(server.api().dispatches().deleteDispatch("terminated", dispatch.getId()));

            assertEnd(visit, CloseReason.Kind.JOB_SHUTDOWN, TERMINATED);
            carol.await("went", event -> event.path("who").asText().equals("agent-" + visit.id()));
            assertThat(await(server.api().rooms().listParticipants("terminated")))
                    .extracting(participant -> participant.getIdentity())
                    .containsExactly("carol");
        }
    }

    @Test
    void shouldEndWithItsRoom() throws Exception {
        try (Guest dave = Guest.join(server, "deleted", "dave", directory)) {
            dispatch("deleted", "");
            ObservedGreeter.Visit visit = greeter.next();
            dave.awaitSpeaking();

            await(server.api().rooms().deleteRoom("deleted"));

            dave.await("disconnected", event -> event.path("reason").asText().equals("ROOM_DELETED"));
            assertThat(visit.closeReason().kind())
                    .isIn(CloseReason.Kind.JOB_SHUTDOWN, CloseReason.Kind.PARTICIPANT_DISCONNECTED);
            assertPutOut(visit, "ROOM_DELETED");
        }
    }

    @Test
    void shouldEndWhenSomebodyTakesItsIdentity() throws Exception {
        try (Guest eve = Guest.join(server, "taken", "eve", directory)) {
            dispatch("taken", "");
            ObservedGreeter.Visit visit = greeter.next();
            eve.awaitSpeaking();

            try (Guest ghost = Guest.join(server, "taken", "agent-" + visit.id(), directory)) {
                assertThat(visit.closeReason().kind()).isEqualTo(CloseReason.Kind.JOB_SHUTDOWN);
                assertPutOut(visit, "DUPLICATE_IDENTITY");
                ghost.leave();
            }
        }
    }

    @Test
    void shouldDeleteItsRoomWhenAsked() throws Exception {
        try (Guest frank = Guest.join(server, "own", "frank", directory)) {
            dispatch("own", "");
            ObservedGreeter.Visit visit = greeter.next();
            frank.awaitSpeaking();

            await(visit.job().deleteRoom());

            frank.await("disconnected", event -> event.path("reason").asText().equals("ROOM_DELETED"));
            assertPutOut(visit, "ROOM_DELETED");
            assertThat(await(server.api().rooms().listRooms("own"))).isEmpty();
        }
    }

    @Test
    void shouldDeleteItsRoomWhenItsSessionIsOver() throws Exception {
        try (Guest grace = Guest.join(server, "once", "grace", directory)) {
            dispatch("once", "delete on close");
            ObservedGreeter.Visit visit = greeter.next();
            grace.awaitSpeaking();

            visit.job().shutdown("that is all");

            grace.await("disconnected", event -> event.path("reason").asText().equals("ROOM_DELETED"));
            assertEnd(visit, CloseReason.Kind.JOB_SHUTDOWN, "that is all");
            SessionReport report = visit.sessionReport();
            assertThat(report.room()).contains("once");
            assertThat(report.closeReason()).contains(visit.closeReason());
            assertThat(report.events()).hasAtLeastOneElementOfType(SessionEvent.SpeechCreated.class);
        }
    }

    /** The session's reason, the callback's, and what the server was told. */
    private static void assertEnd(ObservedGreeter.Visit visit, CloseReason.Kind kind, String why) throws Exception {
        assertThat(visit.closeReason().kind()).isEqualTo(kind);
        assertThat(visit.closeReason().detail()).contains(why);
        assertThat(visit.shutdownReason()).contains(why);
        assertThat(serverSays("job ended", visit.id())).contains("JS_SUCCESS", "\"error\": \"\"");
    }

    /**
     * The server put the agent out. It says so on the room's connection and on the worker's, whichever is first, and counts the job
     * as failed by itself, unless it hears of the job's good end before.
     */
    private static void assertPutOut(ObservedGreeter.Visit visit, String why) throws Exception {
        assertThat(List.of(visit.closeReason().detail(), visit.shutdownReason()))
                .allSatisfy(reason -> assertThat(reason).containsAnyOf(why, TERMINATED));
        assertThat(serverSays("job ended", visit.id()))
                .containsAnyOf("JS_SUCCESS", "\"status\": \"JS_FAILED\", \"error\": \"agent worker left the room\"");
        Waiting.until("no place is taken", () -> worker.activeJobs() == 0);
    }

    private static AgentDispatch dispatch(String room, String metadata) throws Exception {
        return await(server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName(NAME)
                        .setRoom(room)
                        .setMetadata(metadata)
                        .build()));
    }

    /** What has become of this dispatch's only job; unknown while there is none. */
    private static JobStatus status(AgentDispatch dispatch) {
        return server.api().dispatches().listDispatches(dispatch.getRoom()).toCompletableFuture().join().stream()
                .filter(one -> one.getId().equals(dispatch.getId()))
                .flatMap(one -> one.getState().getJobsList().stream())
                .map(job -> job.getState().getStatus())
                .findFirst()
                .orElse(JobStatus.JS_PENDING);
    }

    /** The first line of the server's log that has all of these, once there is one. */
    private static String serverSays(String... parts) throws Exception {
        return Waiting.forLine(server::log, parts);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
