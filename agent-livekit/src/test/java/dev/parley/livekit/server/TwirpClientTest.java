package dev.parley.livekit.server;

import static dev.parley.livekit.server.Outcome.failure;
import static dev.parley.livekit.server.Outcome.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.ListRoomsResponse;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.SendDataRequest;
import dev.parley.livekit.proto.SendDataResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TwirpClientTest {
    private static final String UNAVAILABLE = "{\"code\":\"unavailable\",\"msg\":\"later\"}";

    private FakeTwirp server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeTwirp();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LiveKitApi api() {
        return LiveKitApi.of(server.settings(""));
    }

    private CompletionStage<Room> createRoom() {
        return api().rooms()
                .createRoom(CreateRoomRequest.newBuilder().setName("r").build());
    }

    private CompletionStage<AgentDispatch> createDispatch() {
        return api().dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("bot")
                        .setRoom("r")
                        .build());
    }

    @Test
    void shouldPostProtobufBelowTheBasePath() throws Exception {
        server.answer(Room.newBuilder().setSid("RM_1").build());
        CreateRoomRequest request = CreateRoomRequest.newBuilder().setName("r").build();

        Room room = get(LiveKitApi.of(server.settings("/live/kit/")).rooms().createRoom(request));

        assertThat(room.getSid()).isEqualTo("RM_1");
        FakeTwirp.Asked asked = server.asked().get(0);
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/live/kit/twirp/livekit.RoomService/CreateRoom");
        assertThat(asked.type()).isEqualTo("application/protobuf");
        assertThat(CreateRoomRequest.parseFrom(asked.body())).isEqualTo(request);
    }

    @Test
    void shouldTellWhatTheServerSaidAndWhatToDo() throws Exception {
        server.answer(404, "{\"code\":\"not_found\",\"msg\":\"no such room\",\"meta\":{\"cause\":\"gone\"}}");

        TwirpException error = failure(createRoom());

        assertThat(error.code()).isEqualTo(TwirpCode.NOT_FOUND);
        assertThat(error.msg()).isEqualTo("no such room");
        assertThat(error.meta()).containsEntry("cause", "gone").hasSize(1);
        assertThat(error.httpStatus()).isEqualTo(404);
        assertThat(error)
                .hasMessage("livekit.RoomService/CreateRoom: not_found, HTTP 404: no such room {cause=gone} (next: "
                        + TwirpCode.NOT_FOUND.nextStep() + ")");
    }

    @Test
    void shouldNotRepeatWhatTheServerRefused() throws Exception {
        server.answer(401, "{\"code\":\"unauthenticated\",\"msg\":\"permissions denied\"}");

        assertThat(failure(createRoom())).hasMessageContaining("LIVEKIT_API_SECRET");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldRepeatUnderOneIdWhatCanBeRepeated() throws Exception {
        server.hangUp()
                .answer(503, UNAVAILABLE)
                .answer(Room.newBuilder().setSid("RM_1").build());

        assertThat(get(createRoom()).getSid()).isEqualTo("RM_1");

        assertThat(server.asked()).extracting(FakeTwirp.Asked::id).hasSize(3).doesNotContain("");
        assertThat(server.asked())
                .extracting(FakeTwirp.Asked::id)
                .containsOnly(server.asked().get(0).id());
    }

    @Test
    void shouldGiveUpAfterTheLastAttempt() throws Exception {
        server.answer(503, UNAVAILABLE);

        assertThat(failure(createRoom()).code()).isEqualTo(TwirpCode.UNAVAILABLE);
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void shouldNotCallTwoAgentsForOneRequest() throws Exception {
        server.answer(503, UNAVAILABLE);

        assertThat(failure(createDispatch()).httpStatus()).isEqualTo(503);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldNotCallTwoAgentsWhenTheConnectionBreaks() throws Exception {
        server.hangUp();

        assertThat(failure(createDispatch()).code()).isEqualTo(TwirpCode.UNAVAILABLE);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldNotRepeatWhatTheServerCannotDo() throws Exception {
        server.answer(501, "{\"code\":\"unimplemented\",\"msg\":\"no\"}");

        assertThat(failure(createRoom()).code()).isEqualTo(TwirpCode.UNIMPLEMENTED);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldRepeatAnythingThatWasNotSent() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        ApiSettings nobody = ApiSettings.of(LiveKitUrl.of("ws://127.0.0.1:" + port), FakeTwirp.KEY)
                .withBackOff(Duration.ofMillis(300), Duration.ofMillis(300));
        long before = System.nanoTime();

        TwirpException error = failure(
                LiveKitApi.of(nobody).dispatches().createDispatch(CreateAgentDispatchRequest.getDefaultInstance()));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(600));
        assertThat(error.code()).isEqualTo(TwirpCode.UNAVAILABLE);
        assertThat(error.httpStatus()).isZero();
        assertThat(error)
                .hasMessageContaining("no connection to ws://127.0.0.1:" + port)
                .hasMessageContaining("LIVEKIT_URL");
    }

    @Test
    void shouldEndByTheDeadlineWhenNoAnswerComes() throws Exception {
        server.stayAway();
        LiveKitApi hasty = LiveKitApi.of(server.settings("").withDeadline(Duration.ofMillis(300)));

        TwirpException error = failure(hasty.rooms().listRooms());

        assertThat(error.code()).isEqualTo(TwirpCode.DEADLINE_EXCEEDED);
        assertThat(error).hasMessageContaining("PT0.3S");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldNotReadMoreThanItMay() throws Exception {
        server.answer(ListRoomsResponse.newBuilder()
                .addRooms(Room.newBuilder().setMetadata("x".repeat(2000)))
                .build());
        LiveKitApi small = LiveKitApi.of(server.settings("").withAnswerBytes(1000));

        assertThat(failure(small.rooms().listRooms()))
                .hasMessageContaining("more than 1000 bytes")
                .hasMessageContaining("answerBytes");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldSayThatAProxyAnswered() throws Exception {
        server.answer(403, "<html>\nno\u0007way</html>");

        TwirpException error = failure(createRoom());

        assertThat(error.code()).isEqualTo(TwirpCode.PERMISSION_DENIED);
        assertThat(error.msg()).isEqualTo("no answer of LiveKit: [<html> no way</html>]");
    }

    @Test
    void shouldNotFollowARedirect() throws Exception {
        server.answer(302, "");

        assertThat(failure(createRoom()).code()).isEqualTo(TwirpCode.INTERNAL);
    }

    @Test
    void shouldSayThatTheAnswerIsNoMessage() throws Exception {
        server.answer(200, "hello, this is a page");

        assertThat(failure(createRoom()).code()).isEqualTo(TwirpCode.MALFORMED);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shouldMarkDataSoThatTheServerDropsRepetitions() throws Exception {
        server.answer(503, UNAVAILABLE).answer(SendDataResponse.getDefaultInstance());
        SendDataRequest request = SendDataRequest.newBuilder()
                .setRoom("r")
                .setData(ByteString.copyFromUtf8("x"))
                .build();

        get(api().rooms().sendData(request));

        ByteString first =
                SendDataRequest.parseFrom(server.asked().get(0).body()).getNonce();
        ByteString second =
                SendDataRequest.parseFrom(server.asked().get(1).body()).getNonce();
        assertThat(first.size()).isEqualTo(16);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() throws Exception {
        ApiSettings settings = server.settings("");

        assertThatThrownBy(() -> settings.withDeadline(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> settings.withAttempts(0)).hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> settings.withAnswerBytes(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> settings.withBackOff(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
                .hasMessageContaining("PT-1S");
        assertThat(settings.toString()).doesNotContain(FakeTwirp.KEY.apiSecret());
    }
}
