package dev.parley.livekit.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.WebSocketPeer;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.livekit.token.TokenVerifier;
import dev.parley.livekit.token.VideoGrant;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our messages on the real server's sockets: signals of a room in both versions, and a worker's job from offer to end. */
@Tag("livekit")
@Timeout(120)
class SocketsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static LivekitServer server;

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String userToken(String room) {
        return AccessToken.of(server.credentials())
                .identity("alice")
                .name("Alice")
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                        .room(room)
                        .build())
                .toJwt();
    }

    @Test
    void shouldJoinWithTwoPeerConnections() throws Exception {
        try (WebSocketPeer<SignalResponse> socket =
                signals("/rtc?auto_subscribe=1&protocol=16&sdk=java&version=0", userToken("v0"))) {
            JoinResponse join = socket.await(SOON, SignalResponse::hasJoin).getJoin();

            assertThat(join.getRoom().getName()).isEqualTo("v0");
            assertThat(join.getParticipant().getIdentity()).isEqualTo("alice");
            assertThat(join.getParticipant().getSid()).startsWith("PA_");
            assertThat(join.getSubscriberPrimary()).isTrue();
            assertThat(join.getServerInfo().getVersion()).isEqualTo("1.11.0");
            assertThat(join.getServerInfo().getAgentProtocol()).isEqualTo(1);
            assertThat(join.getPingTimeout()).isEqualTo(15);
            assertThat(join.getPingInterval()).isEqualTo(5);

            socket.send(SignalRequest.newBuilder()
                    .setPingReq(Ping.newBuilder().setTimestamp(42))
                    .build());
            assertThat(socket.await(SOON, SignalResponse::hasPongResp)
                            .getPongResp()
                            .getLastPingTimestamp())
                    .isEqualTo(42);

            socket.send(SignalRequest.newBuilder()
                    .setUpdateMetadata(UpdateParticipantMetadata.newBuilder()
                            .putAttributes("lk.agent.state", "listening")
                            .setRequestId(7))
                    .build());
            RequestResponse done =
                    socket.await(SOON, SignalResponse::hasRequestResponse).getRequestResponse();
            assertThat(done.getRequestId()).isEqualTo(7);
            assertThat(done.getReason()).isEqualTo(RequestResponse.Reason.OK);

            socket.send(SignalRequest.newBuilder()
                    .setAddTrack(AddTrackRequest.newBuilder()
                            .setCid("voice")
                            .setName("Voice")
                            .setType(TrackType.AUDIO)
                            .setSource(TrackSource.MICROPHONE))
                    .build());
            TrackPublishedResponse published =
                    socket.await(SOON, SignalResponse::hasTrackPublished).getTrackPublished();
            assertThat(published.getCid()).isEqualTo("voice");
            assertThat(published.getTrack().getSid()).startsWith("TR_");
            assertThat(published.getTrack().getSource()).isEqualTo(TrackSource.MICROPHONE);
        }
    }

    @Test
    void shouldJoinWithOnePeerConnection() throws Exception {
        JoinRequest request = JoinRequest.newBuilder()
                .setClientInfo(ClientInfo.newBuilder().setProtocol(16).setVersion("0"))
                .setConnectionSettings(ConnectionSettings.newBuilder().setAutoSubscribe(true))
                .putParticipantAttributes("seat", "1")
                .build();
        String wrapped = Base64.getUrlEncoder()
                .encodeToString(WrappedJoinRequest.newBuilder()
                        .setJoinRequest(request.toByteString())
                        .build()
                        .toByteArray());
        try (WebSocketPeer<SignalResponse> socket = signals("/rtc/v1?join_request=" + wrapped, userToken("v1"))) {
            JoinResponse join = socket.await(SOON, SignalResponse::hasJoin).getJoin();

            assertThat(join.getRoom().getName()).isEqualTo("v1");
            assertThat(join.getSubscriberPrimary()).isFalse();

            get(server.api().rooms().deleteRoom("v1"));
            LeaveRequest leave = socket.await(SOON, SignalResponse::hasLeave).getLeave();
            assertThat(leave.getReason()).isEqualTo(DisconnectReason.ROOM_DELETED);
            assertThat(leave.getAction()).isEqualTo(LeaveRequest.Action.DISCONNECT);
        }
    }

    @Test
    void shouldGetAJobAndLoseItWhenItsDispatchIsDeleted() throws Exception {
        try (WebSocketPeer<ServerMessage> worker = worker()) {
            worker.send(registration());
            RegisterWorkerResponse registered =
                    worker.await(SOON, message -> true).getRegister();
            assertThat(registered.getWorkerId()).startsWith("AW_");
            assertThat(registered.getServerInfo().getVersion()).isEqualTo("1.11.0");

            AgentDispatch dispatch = get(server.api().dispatches().createDispatch(callOfTheBot()));
            Job job = worker.await(SOON, ServerMessage::hasAvailability)
                    .getAvailability()
                    .getJob();
            assertThat(job.getDispatchId()).isEqualTo(dispatch.getId());
            assertThat(job.getType()).isEqualTo(JobType.JT_ROOM);
            assertThat(job.getRoom().getName()).isEqualTo("w");
            assertThat(job.getMetadata()).isEqualTo("table 4");

            worker.send(accepting(job));
            JobAssignment assignment =
                    worker.await(SOON, ServerMessage::hasAssignment).getAssignment();
            assertThat(assignment.hasUrl()).isFalse();
            assertToken(job, assignment.getToken());

            try (WebSocketPeer<SignalResponse> room =
                    signals("/rtc?protocol=16&sdk=java&version=0", assignment.getToken())) {
                JoinResponse join = room.await(SOON, SignalResponse::hasJoin).getJoin();
                assertThat(join.getParticipant().getKind()).isEqualTo(ParticipantInfo.Kind.AGENT);
                worker.send(running(job));

                get(server.api().dispatches().deleteDispatch("w", dispatch.getId()));
                ServerMessage end = worker.await(SOON, ServerMessage::hasTermination);
                assertThat(end.getTermination().getJobId()).isEqualTo(job.getId());
            }
        }
    }

    private static void assertToken(Job job, String token) {
        TokenClaims claims = TokenVerifier.of(server.credentials()).verify(token);
        assertThat(claims.identity()).isEqualTo("agent-" + job.getId());
        assertThat(claims.kind()).isEqualTo("agent");
        assertThat(claims.attributes()).containsEntry("lk.agent_name", "bot").containsEntry("a", "b");
        assertThat(claims.video().room()).isEqualTo("w");
        assertThat(claims.video().allows(RoomPermission.CAN_UPDATE_OWN_METADATA))
                .isTrue();
    }

    private static WebSocketPeer<ServerMessage> worker() throws Exception {
        String token =
                AccessToken.of(server.credentials()).video(VideoGrant.worker()).toJwt();
        return WebSocketPeer.open(server.url().webSocket("/agent?protocol=1"), token, ServerMessage.parser());
    }

    private static CreateAgentDispatchRequest callOfTheBot() {
        return CreateAgentDispatchRequest.newBuilder()
                .setAgentName("bot")
                .setRoom("w")
                .setMetadata("table 4")
                .build();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static WebSocketPeer<SignalResponse> signals(String path, String token) throws Exception {
        return WebSocketPeer.open(server.url().webSocket(path), token, SignalResponse.parser());
    }

    private static Message registration() {
        return WorkerMessage.newBuilder()
                .setRegister(RegisterWorkerRequest.newBuilder()
                        .setType(JobType.JT_ROOM)
                        .setAgentName("bot")
                        .setVersion("0")
                        .setPingInterval(5)
                        .setAllowedPermissions(ParticipantPermission.newBuilder()
                                .setCanPublish(true)
                                .setCanSubscribe(true)
                                .setCanPublishData(true)
                                .setCanUpdateMetadata(true)
                                .setAgent(true)))
                .build();
    }

    private static Message accepting(Job job) {
        return WorkerMessage.newBuilder()
                .setAvailability(AvailabilityResponse.newBuilder()
                        .setJobId(job.getId())
                        .setAvailable(true)
                        .setParticipantIdentity("agent-" + job.getId())
                        .putParticipantAttributes("a", "b"))
                .build();
    }

    private static Message running(Job job) {
        return WorkerMessage.newBuilder()
                .setUpdateJob(UpdateJobStatus.newBuilder().setJobId(job.getId()).setStatus(JobStatus.JS_RUNNING))
                .build();
    }
}
