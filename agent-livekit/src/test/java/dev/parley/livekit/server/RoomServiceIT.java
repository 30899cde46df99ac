package dev.parley.livekit.server;

import static dev.parley.livekit.server.Outcome.failure;
import static dev.parley.livekit.server.Outcome.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.ListSIPTrunkRequest;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.PerformRpcRequest;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.SendDataRequest;
import dev.parley.livekit.proto.UpdateParticipantRequest;
import dev.parley.livekit.proto.UpdateRoomMetadataRequest;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API of the real server, with a participant that is LiveKit's own client. */
@Tag("livekit")
@Timeout(120)
class RoomServiceIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static LivekitServer server;
    private static LiveKitApi api;

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CreateRoomRequest.Builder room(String name) {
        return CreateRoomRequest.newBuilder().setName(name);
    }

    @Test
    void shouldCreateListAndDeleteRooms() throws Exception {
        Room created = get(api.rooms()
                .createRoom(room("one")
                        .setEmptyTimeout(60)
                        .setMaxParticipants(3)
                        .setMetadata("Grüße")
                        .build()));
        Room again = get(api.rooms().createRoom(room("one").build()));

        assertThat(created.getSid()).startsWith("RM_");
        assertThat(created.getEmptyTimeout()).isEqualTo(60);
        assertThat(created.getDepartureTimeout()).isEqualTo(20);
        assertThat(created.getMetadata()).isEqualTo("Grüße");
        assertThat(again.getSid()).isEqualTo(created.getSid());
        assertThat(get(api.rooms().listRooms("one", "none")))
                .extracting(Room::getName)
                .containsExactly("one");
        assertThat(get(api.rooms().listRooms())).extracting(Room::getName).contains("one");

        Room changed = get(api.rooms()
                .updateRoomMetadata(UpdateRoomMetadataRequest.newBuilder()
                        .setRoom("one")
                        .setMetadata("new")
                        .build()));
        assertThat(changed.getMetadata()).isEqualTo("new");

        get(api.rooms().deleteRoom("one"));
        assertThat(get(api.rooms().listRooms("one"))).isEmpty();
    }

    @Test
    void shouldSeeSteerAndPutOutAParticipant() throws Exception {
        get(api.rooms().createRoom(room("two").build()));
        String token = AccessToken.of(server.credentials())
                .identity("alice")
                .name("Alice")
                .attributes(Map.of("seat", "1"))
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN)
                        .room("two")
                        .build())
                .toJwt();
        try (PythonPeer alice = PythonPeer.start(
                RoomServiceIT.class, "participant.py", server.url().toString(), token)) {
            assertThat(alice.next(SOON)).isEqualTo("joined alice Alice");

            ParticipantInfo info = get(api.rooms().getParticipant("two", "alice"));
            assertThat(info.getAttributesMap()).containsEntry("seat", "1");
            assertThat(info.getKind()).isEqualTo(ParticipantInfo.Kind.STANDARD);
            assertThat(get(api.rooms().listParticipants("two")))
                    .extracting(ParticipantInfo::getSid)
                    .containsExactly(info.getSid());

            get(api.rooms().sendData(data("two", "hello")));
            assertThat(alice.next(SOON)).isEqualTo("data greetings hello");

            get(api.rooms()
                    .updateParticipant(UpdateParticipantRequest.newBuilder()
                            .setRoom("two")
                            .setIdentity("alice")
                            .putAttributes("seat", "2")
                            .build()));
            assertThat(alice.next(SOON)).isEqualTo("attributes [('seat', '2')]");

            get(api.rooms()
                    .updateRoomMetadata(UpdateRoomMetadataRequest.newBuilder()
                            .setRoom("two")
                            .setMetadata("m")
                            .build()));
            assertThat(alice.next(SOON)).isEqualTo("metadata m");

            get(api.rooms().removeParticipant("two", "alice"));
            assertThat(alice.next(SOON)).isEqualTo("disconnected PARTICIPANT_REMOVED");
        }
        assertThat(failure(api.rooms().getParticipant("two", "alice")).code()).isEqualTo(TwirpCode.NOT_FOUND);
    }

    @Test
    void shouldCallAMethodOfAParticipant() throws Exception {
        String token = AccessToken.of(server.credentials())
                .identity("bob")
                .video(VideoGrant.join("three"))
                .toJwt();
        try (PythonPeer bob = PythonPeer.start(
                RoomServiceIT.class, "participant.py", server.url().toString(), token)) {
            assertThat(bob.next(SOON)).isEqualTo("joined bob ");

            String answer = get(api.rooms()
                    .performRpc(PerformRpcRequest.newBuilder()
                            .setRoom("three")
                            .setDestinationIdentity("bob")
                            .setMethod("echo")
                            .setPayload("x")
                            .setResponseTimeoutMs(8000)
                            .build()));

            assertThat(answer).isEqualTo("echo: x");
            get(api.rooms().deleteRoom("three"));
            assertThat(bob.next(SOON)).isEqualTo("disconnected ROOM_DELETED");
        }
    }

    private static SendDataRequest data(String room, String text) {
        return SendDataRequest.newBuilder()
                .setRoom(room)
                .setData(ByteString.copyFromUtf8(text))
                .setTopic("greetings")
                .setKind(DataPacket.Kind.RELIABLE)
                .addDestinationIdentities("alice")
                .build();
    }

    @Test
    void shouldSayThatTheSecretIsWrong() throws Exception {
        LiveKitCredentials wrong =
                new LiveKitCredentials(server.credentials().apiKey(), "another secret that has 32 characters");

        TwirpException error = failure(
                LiveKitApi.of(ApiSettings.of(server.url(), wrong)).rooms().listRooms());

        assertThat(error.code()).isEqualTo(TwirpCode.UNAUTHENTICATED);
        assertThat(error.httpStatus()).isEqualTo(401);
        assertThat(error).hasMessageContaining("LIVEKIT_API_SECRET").hasMessageNotContaining(wrong.apiSecret());
    }

    @Test
    void shouldSayThatTheKeyIsUnknown() throws Exception {
        LiveKitCredentials wrong =
                new LiveKitCredentials("APInobody", server.credentials().apiSecret());

        assertThat(failure(LiveKitApi.of(ApiSettings.of(server.url(), wrong))
                                .rooms()
                                .listRooms())
                        .code())
                .isEqualTo(TwirpCode.UNAUTHENTICATED);
    }

    @Test
    void shouldSayThatThePathIsWrong() throws Exception {
        ApiSettings astray = ApiSettings.of(LiveKitUrl.of(server.url() + "/astray"), server.credentials());

        assertThat(failure(LiveKitApi.of(astray).rooms().listRooms()))
                .hasMessageContaining("HTTP 404")
                .hasMessageContaining(TwirpCode.BAD_ROUTE.nextStep());
    }

    @Test
    void shouldSayThatTheServerHasNoPhoneLines() throws Exception {
        TwirpException error = failure(api.sip().listTrunks(ListSIPTrunkRequest.getDefaultInstance()));

        assertThat(error).hasMessageContaining("livekit.SIP/ListSIPTrunk").hasMessageContaining("sip not connected");
    }
}
