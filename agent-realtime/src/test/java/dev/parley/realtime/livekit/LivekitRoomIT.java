package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalEnd;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.PhoneKey;
import dev.parley.room.Room;
import dev.parley.room.RoomAddress;
import dev.parley.room.RoomConnector;
import dev.parley.testkit.ActorKit;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A room's life with the real server. */
@Timeout(300)
class LivekitRoomIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final long SECONDS = 90;
    private static LivekitServer server;

    private final String room = "room-" + UUID.randomUUID();
    private final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private AccessToken token(String identity, RoomPermission... more) {
        return AccessToken.of(server.credentials())
                .identity(identity)
                .kind(ParticipantKind.AGENT)
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN)
                        .allow(more)
                        .room(room)
                        .build());
    }

    private CompletionStage<LivekitRoom> connect(String token) {
        RoomOptions options = RoomOptions.standard()
                .withSignals(SignalSettings.standard().withBackOff(Duration.ofMillis(200), Duration.ofSeconds(1)));
        return LivekitRoom.connect(server.url(), token, options, KIT.system());
    }

    private LivekitRoom join(String identity, RoomPermission... more) throws Exception {
        LivekitRoom joined = get(connect(token(identity, more).toJwt()));
        joined.onEvent(events::add);
        return joined;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private <T extends RoomEvent> T await(Class<T> type) throws InterruptedException {
        while (true) {
            RoomEvent event = events.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(event)
                    .as("waiting for %s\n%s", type.getSimpleName(), server.log())
                    .isNotNull();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    @Test
    void shouldJoinAndLeave() throws Exception {
        LivekitRoom joined = join("agent");

        assertThat(joined.name()).isEqualTo(room);
        assertThat(joined.localParticipant().identity()).isEqualTo("agent");
        assertThat(joined.state().serverVersion()).isEqualTo("1.11.0");
        get(joined.whenMediaConnected());
        get(joined.disconnect());

        assertThat(get(joined.whenEnded())).isEqualTo(new SignalEnd(DisconnectReason.CLIENT_INITIATED, "left"));
        assertThat(get(server.api().rooms().listParticipants(room))).isEmpty();
    }

    @Test
    void shouldPublishItsTrackAndSeeAnother() throws Exception {
        LivekitRoom agent = join("agent");
        LivekitRoom other = get(connect(token("other").toJwt()));
        get(other.whenMediaConnected());

        assertThat(await(RoomEvent.ParticipantConnected.class).participant().identity())
                .isEqualTo("other");
        assertThat(await(RoomEvent.TrackPublished.class).track().name()).isEqualTo("roomio_audio");
        get(other.disconnect());
        assertThat(await(RoomEvent.ParticipantDisconnected.class).reason())
                .isEqualTo(DisconnectReason.CLIENT_INITIATED);
        get(agent.disconnect());
    }

    @Test
    void shouldWaitForAParticipantWhoBecomesSuitable() throws Exception {
        LivekitRoom agent = join("agent");
        CompletionStage<RoomParticipant> ready =
                agent.waitForParticipant(one -> "yes".equals(one.attributes().get("ready")));
        LivekitRoom other = get(
                connect(token("other", RoomPermission.CAN_UPDATE_OWN_METADATA).toJwt()));
        await(RoomEvent.TrackPublished.class);
        assertThat(ready.toCompletableFuture()).isNotDone();

        get(other.updateAttributes(Map.of("ready", "yes")));

        assertThat(get(ready).identity()).isEqualTo("other");
        get(other.disconnect());
        get(agent.disconnect());
    }

    @Test
    void shouldPressPhoneKeysAndHearThem() throws Exception {
        LivekitRoom agent = join("agent");
        LivekitRoom phone = get(connect(token("phone").toJwt()));
        BlockingQueue<PhoneKey> heard = new LinkedBlockingQueue<>();
        phone.onDtmf(heard::add);
        get(agent.whenMediaConnected());
        get(phone.whenMediaConnected());

        get(agent.sendDtmf("1#"));

        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new PhoneKey("agent", '1'));
        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new PhoneKey("agent", '#'));
        assertThatThrownBy(() -> get(agent.sendDtmf("2x"))).hasMessageContaining("digit [x]");
        get(phone.disconnect());
        get(agent.disconnect());
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldSayWhyATokenIsRefused() {
        String foreign = AccessToken.of(new LiveKitCredentials(
                        server.credentials().apiKey(), "another secret, as long as it has to be"))
                .identity("agent")
                .video(VideoGrant.join(room))
                .toJwt();

        assertThatThrownBy(() -> get(connect(foreign)))
                .cause()
                .isInstanceOf(RoomJoinException.class)
                .hasMessageContaining("refused with status 401")
                .hasMessageContaining("expected: a token of a key that the server knows")
                .hasMessageNotContaining(foreign);
        assertThat(KIT.logs()).noneMatch(line -> line.contains(foreign));
    }

    @Test
    void shouldSayThatTheServerIsNotThere() {
        RoomOptions quick = RoomOptions.standard()
                .withSignals(SignalSettings.standard()
                        .withAttempts(2, 1)
                        .withBackOff(Duration.ofMillis(10), Duration.ofMillis(10)));

        assertThatThrownBy(() -> get(LivekitRoom.connect(LiveKitUrl.of("ws://127.0.0.1:9"), "t", quick, KIT.system())))
                .cause()
                .isInstanceOf(RoomJoinException.class)
                .hasMessageContaining("gave up after 2 attempts: the server was not reached");
    }

    @Test
    void shouldEndWithTheRoom() throws Exception {
        LivekitRoom joined = join("agent");
        get(joined.whenMediaConnected());
        get(server.api().rooms().deleteRoom(room));

        assertThat(get(joined.whenEnded()).reason()).isEqualTo(DisconnectReason.ROOM_DELETED);
        assertThat(await(RoomEvent.Disconnected.class).reason()).isEqualTo(DisconnectReason.ROOM_DELETED);
        assertThat(events).isEmpty();
    }

    @Test
    void shouldEndWhenPutOut() throws Exception {
        LivekitRoom joined = join("agent");
        get(joined.whenMediaConnected());
        get(server.api().rooms().removeParticipant(room, "agent"));

        assertThat(get(joined.whenEnded()).reason()).isEqualTo(DisconnectReason.PARTICIPANT_REMOVED);
    }

    @Test
    void shouldGiveWayToASecondOfItsIdentity() throws Exception {
        LivekitRoom first = join("agent");
        get(first.whenMediaConnected());
        LivekitRoom second = get(connect(token("agent").toJwt()));

        assertThat(get(first.whenEnded()).reason()).isEqualTo(DisconnectReason.DUPLICATE_IDENTITY);
        get(second.whenMediaConnected());
        get(second.disconnect());
    }

    @Test
    void shouldTellItsState() throws Exception {
        LivekitRoom joined = join("agent", RoomPermission.CAN_UPDATE_OWN_METADATA);
        get(joined.whenMediaConnected());

        get(joined.updateAttributes(Map.of("lk.agent.state", "listening")));
        get(joined.updateMetadata("m"));

        assertThat(get(server.api().rooms().getParticipant(room, "agent")))
                .satisfies(seen -> assertThat(seen.getAttributesMap()).containsEntry("lk.agent.state", "listening"))
                .satisfies(seen -> assertThat(seen.getMetadata()).isEqualTo("m"));
        get(joined.disconnect());
    }

    @Test
    void shouldSayThatItMayNotTellItsState() throws Exception {
        LivekitRoom joined = join("agent");

        assertThatThrownBy(() -> get(joined.updateAttributes(Map.of("a", "b"))))
                .cause()
                .hasMessageContaining("NOT_ALLOWED")
                .hasMessageContaining("canUpdateOwnMetadata");
        get(joined.disconnect());
    }

    @Test
    void shouldJoinWithManyAttributes() throws Exception {
        Map<String, String> many =
                IntStream.range(0, 40).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value".repeat(10)));
        LivekitRoom joined = get(connect(token("agent").attributes(many).toJwt()));

        assertThat(joined.localParticipant().attributes()).containsAllEntriesOf(many);
        get(joined.disconnect());
    }

    @Test
    void shouldBeFoundAsConnector() throws Exception {
        get(server.api()
                .rooms()
                .createRoom(CreateRoomRequest.newBuilder().setName(room).build()));
        RoomConnector connector =
                ServiceLoader.load(RoomConnector.class).findFirst().orElseThrow();

        Room joined = get(connector.connect(
                new RoomAddress(server.url().toString(), token("agent").toJwt()), AutoSubscribe.ALL, KIT.system()));

        assertThat(connector.name()).isEqualTo("livekit");
        assertThat(joined.name()).isEqualTo(room);
        get(joined.disconnect());
        assertThat(get(joined.whenDisconnected())).isEqualTo("left");
    }

    @Test
    void shouldComeBackWhenTheServerDoes() throws Exception {
        try (LivekitServer mortal = LivekitServer.start()) {
            String token = AccessToken.of(mortal.credentials())
                    .identity("agent")
                    .video(VideoGrant.builder()
                            .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                            .room(room)
                            .build())
                    .toJwt();
            RoomOptions patient = RoomOptions.standard()
                    .withSignals(SignalSettings.standard()
                            .withAttempts(1, 60)
                            .withBackOff(Duration.ofMillis(200), Duration.ofMillis(500)));
            LivekitRoom joined = get(LivekitRoom.connect(mortal.url(), token, patient, KIT.system()));
            joined.onEvent(events::add);
            get(joined.whenMediaConnected());
            String before = joined.localParticipant().sid();
            get(joined.updateAttributes(Map.of("lk.agent.state", "listening")));

            mortal.kill();
            await(RoomEvent.Reconnecting.class);
            mortal.restart();
            assertThat(await(RoomEvent.Reconnected.class).resumed()).isFalse();
            await(RoomEvent.LocalTrackPublished.class);

            assertThat(joined.localParticipant().sid()).isNotEqualTo(before);
            assertThat(get(mortal.api().rooms().listParticipants(room)))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.getSid())
                            .isEqualTo(joined.localParticipant().sid()))
                    .satisfies(
                            seen -> assertThat(seen.getAttributesMap()).containsEntry("lk.agent.state", "listening"));
            get(joined.disconnect());
        }
    }
}
