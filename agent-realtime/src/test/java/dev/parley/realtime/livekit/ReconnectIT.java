package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.network.BadNetwork;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalEnd;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.testkit.ActorKit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a room does when its signals, its media or its server are away, with the real server. */
@Timeout(180)
class ReconnectIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final long SECONDS = 60;
    private static final Duration CUT = Duration.ofSeconds(5);
    private static final Duration TALK = Duration.ofSeconds(SECONDS);

    private final String room = "room-" + UUID.randomUUID();
    private final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
    private final LivekitServer server = LivekitServer.start();
    private final BadNetwork network = new BadNetwork(KIT.system(), server.url(), 1);
    private final List<LivekitRoom> joined = new ArrayList<>();

    @AfterEach
    void part() throws Exception {
        for (LivekitRoom each : joined) {
            get(each.disconnect());
        }
        network.close();
        server.close();
    }

    private AccessToken token(String identity) {
        return token(identity, Clock.systemUTC());
    }

    private AccessToken token(String identity, Clock clock) {
        return AccessToken.of(server.credentials(), clock)
                .identity(identity)
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                        .room(room)
                        .build());
    }

    private LivekitRoom join(LiveKitUrl url, String token, int attempts) throws Exception {
        RoomOptions options = RoomOptions.standard()
                .withSignals(SignalSettings.standard()
                        .withAttempts(3, attempts)
                        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(1)));
        LivekitRoom entered = get(LivekitRoom.connect(url, token, options, KIT.system()));
        joined.add(entered);
        get(entered.whenMediaConnected());
        return entered;
    }

    /** Behind the bad network; its events are kept. */
    private LivekitRoom agent() throws Exception {
        LivekitRoom agent = join(network.url(), token("agent").toJwt(), 60);
        agent.onEvent(events::add);
        return agent;
    }

    private LivekitRoom other() throws Exception {
        return join(server.url(), token("other").toJwt(), 60);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private <T extends RoomEvent> T await(Class<T> type) throws InterruptedException {
        List<RoomEvent> others = new ArrayList<>();
        while (true) {
            RoomEvent event = events.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(event)
                    .as("waiting for %s after %s\n%s", type.getSimpleName(), others, server.log())
                    .isNotNull();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
            others.add(event);
        }
    }

    /** Runs this so much later; the tests that wait for real time name it. */
    private static CompletableFuture<Void> later(Duration delay, Runnable task) {
        Executor then = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(task, then);
    }

    private static void talk(LivekitRoom by, int hertz) {
        new Tone(AudioFormat.REALTIME, hertz).frames(TALK, KIT.system()).runWith(by.audioOut(), KIT.system());
    }

    /** As who it is by now, not as who it was in the room before. */
    private static void awaitSeen(LivekitRoom by, LivekitRoom whom) throws Exception {
        get(by.waitForParticipant(person -> person instanceof RoomParticipant one
                && one.sid().equals(whom.localParticipant().sid())));
    }

    private static CompletionStage<Integer> heard(LivekitRoom by, String whom, int hertz) {
        return by.waitForParticipant(person -> person.identity().equals(whom)
                        && person instanceof RoomParticipant one
                        && !one.tracks().isEmpty())
                .thenCompose(participant -> Tone.heard(
                        by.audio(participant.tracks().keySet().iterator().next())
                                .takeWithin(TALK),
                        hertz,
                        KIT.system()));
    }

    private BlockingQueue<String> messages(LivekitRoom of) {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        of.data().onData(data -> messages.add(data.payload().utf8String()));
        return messages;
    }

    private static CompletionStage<akka.Done> say(LivekitRoom by, String text) {
        return by.data().send("t", ByteString.fromString(text), List.of(), DataPacket.Kind.RELIABLE);
    }

    @Test
    void shouldResumeTheSameStayWhenOnlyTheSignalsBreak() throws Exception {
        LivekitRoom other = other();
        LivekitRoom agent = agent();
        RoomParticipant before = agent.localParticipant();
        BlockingQueue<String> messages = messages(other);

        network.resetSignals();
        await(RoomEvent.Reconnecting.class);
        assertThat(await(RoomEvent.Reconnected.class).resumed()).isTrue();
        talk(agent, 500);
        talk(other, 800);
        get(say(agent, "after"));

        assertThat(agent.localParticipant().sid()).isEqualTo(before.sid());
        assertThat(agent.localParticipant().tracks().keySet())
                .isEqualTo(before.tracks().keySet());
        assertThat(get(heard(other, "agent", 500))).isPositive();
        assertThat(get(heard(agent, "other", 800))).isPositive();
        assertThat(messages.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("after");
    }

    @Test
    void shouldGoOnAfterTheNetworkWasAwayFor5Seconds() throws Exception {
        LivekitRoom other = other();
        LivekitRoom agent = agent();
        String before = agent.localParticipant().sid();
        BlockingQueue<String> messages = messages(other);
        talk(agent, 500);
        talk(other, 800);
        CompletableFuture<Void> mended = later(CUT, network::mend);

        network.cut();
        for (int i = 0; i < 100; i++) {
            say(agent, "message " + i);
        }
        await(RoomEvent.Reconnecting.class);
        assertThat(await(RoomEvent.Reconnected.class).resumed()).isTrue();

        get(mended);
        assertThat(agent.localParticipant().sid()).isEqualTo(before);
        assertThat(get(heard(other, "agent", 500))).isPositive();
        assertThat(get(heard(agent, "other", 800))).isPositive();
        assertThat(taken(messages, 100))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "message " + i).toList());
    }

    private static List<String> taken(BlockingQueue<String> messages, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String next = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                return taken;
            }
            taken.add(next);
        }
        return taken;
    }

    /** The server notices after 15 s, and says so by the signals that still pass. */
    @Test
    void shouldGoOnWhenOnlyTheMediaWasAway() throws Exception {
        LivekitRoom other = other();
        LivekitRoom agent = agent();

        network.cutMedia();
        assertThat(await(RoomEvent.Reconnecting.class).why()).startsWith("the server asked to resume");
        network.mend();
        assertThat(await(RoomEvent.Reconnected.class).resumed()).isTrue();
        talk(agent, 500);
        talk(other, 800);

        assertThat(get(heard(other, "agent", 500))).isPositive();
        assertThat(get(heard(agent, "other", 800))).isPositive();
    }

    @Test
    void shouldGoOnWithTheSameCallersWhenTheServerWasKilled() throws Exception {
        LivekitRoom other = other();
        LivekitRoom agent = agent();
        get(agent.updateAttributes(Map.of("lk.agent.state", "listening")));
        String before = agent.localParticipant().sid();

        server.kill();
        await(RoomEvent.Reconnecting.class);
        server.restart();
        assertThat(await(RoomEvent.Reconnected.class).resumed()).isFalse();
        await(RoomEvent.LocalTrackPublished.class);
        awaitSeen(other, agent);
        awaitSeen(agent, other);
        talk(agent, 500);
        talk(other, 800);

        assertThat(agent.localParticipant().sid()).isNotEqualTo(before);
        assertThat(agent.localParticipant().attributes()).containsEntry("lk.agent.state", "listening");
        assertThat(get(heard(other, "agent", 500))).isPositive();
        assertThat(get(heard(agent, "other", 800))).isPositive();
    }

    @Test
    void shouldStayMutedWhenItsTrackIsPublishedAnew() throws Exception {
        LivekitRoom agent = agent();
        agent.mute(agent.localParticipant().tracks().keySet().iterator().next());

        server.kill();
        await(RoomEvent.Reconnecting.class);
        server.restart();
        await(RoomEvent.LocalTrackPublished.class);
        await(RoomEvent.TrackMuted.class);

        assertThat(agent.localParticipant().tracks().values())
                .singleElement()
                .satisfies(track -> assertThat(track.muted()).isTrue());
    }

    /** The server takes tokens for a minute after their time; ours has 15 s of that left. */
    @Test
    void shouldComeBackWithTheTokenThatTheServerSentWhenItsOwnHasExpired() throws Exception {
        Instant expired = Instant.now().minusSeconds(45);
        String old = token("agent", Clock.fixed(expired.minusSeconds(10), java.time.ZoneOffset.UTC))
                .ttl(Duration.ofSeconds(10))
                .toJwt();
        LivekitRoom agent = join(network.url(), old, 60);
        agent.onEvent(events::add);

        get(later(Duration.ofSeconds(20), network::resetSignals));
        await(RoomEvent.Reconnecting.class);
        await(RoomEvent.Reconnected.class);

        assertThatThrownBy(() -> join(server.url(), old, 1)).cause().hasMessageContaining("401");
        network.resetSignals();
        await(RoomEvent.Reconnected.class);
    }

    @Test
    void shouldEndWithAReasonWhenItsTokenCountsNoMore() throws Exception {
        LivekitRoom agent = agent();

        server.restart(new LiveKitCredentials("APIothers", "another secret of the tests, longer than 32 bytes"));
        SignalEnd end = get(agent.whenEnded());

        assertThat(end.reason()).isEqualTo(DisconnectReason.SIGNAL_CLOSE);
        assertThat(end.text()).contains("refused with status 401").contains("expected: a token of a key");
        assertThat(await(RoomEvent.Disconnected.class).text()).isEqualTo(end.text());
    }

    @Test
    void shouldEndWithAReasonWhenTheNetworkStaysAway() throws Exception {
        LivekitRoom agent = join(network.url(), token("agent").toJwt(), 5);
        CompletionStage<String> answer = agent.data().caller().call("other", "m", "", Duration.ofSeconds(15));

        network.cut();
        SignalEnd end = get(agent.whenEnded());

        assertThat(end.reason()).isEqualTo(DisconnectReason.SIGNAL_CLOSE);
        assertThat(end.text()).startsWith("gave up after 5 attempts: ");
        assertThatThrownBy(() -> get(answer)).isNotNull();
        assertThatThrownBy(() -> get(agent.updateMetadata("m"))).cause().hasMessageContaining("the room was left");
        assertThatThrownBy(() -> get(say(agent, "late"))).cause().hasMessageContaining("the room was left");
        assertThat(get(agent.disconnect())).isNotNull();
    }

    @Test
    void shouldLeaveWhileTheNetworkIsAway() throws Exception {
        LivekitRoom agent = agent();

        network.cut();
        await(RoomEvent.Reconnecting.class);
        get(agent.disconnect());

        assertThat(get(agent.whenEnded()).reason()).isEqualTo(DisconnectReason.CLIENT_INITIATED);
    }
}
