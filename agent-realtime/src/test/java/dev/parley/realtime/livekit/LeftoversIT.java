package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.network.BadNetwork;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.testkit.ActorKit;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms whose connection breaks leave nothing behind: actors, threads and sockets are counted before and after. */
@Timeout(300)
class LeftoversIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final long SECONDS = 60;
    private static final int TIMES = 10;
    /** Of Akka's dispatchers and of handshakes: they end when they were idle for a minute. */
    private static final int THREADS_OF_POOLS = 12;

    private static LivekitServer server;

    private final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private LivekitRoom join(BadNetwork network, int attempts) throws Exception {
        RoomOptions options = RoomOptions.standard()
                .withSignals(SignalSettings.standard()
                        .withAttempts(3, attempts)
                        .withBackOff(Duration.ofMillis(50), Duration.ofMillis(200)));
        String token = AccessToken.of(server.credentials())
                .identity("agent")
                .video(VideoGrant.join("leftovers"))
                .toJwt();
        LivekitRoom room = get(LivekitRoom.connect(network.url(), token, options, KIT.system()));
        room.onEvent(events::add);
        get(room.whenMediaConnected());
        return room;
    }

    private void await(Class<? extends RoomEvent> type) throws InterruptedException {
        RoomEvent event;
        do {
            event = events.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("waiting for %s", type.getSimpleName()).isNotNull();
        } while (!type.isInstance(event));
    }

    /** Closing is not awaited by anybody, so it may take a moment. */
    private static void assertNothingIsLeft(Leftovers before, BadNetwork network) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(SECONDS);
        Leftovers now = Leftovers.now(KIT.system(), network);
        while (!now.isNoMoreThan(before, THREADS_OF_POOLS) && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(100);
            now = Leftovers.now(KIT.system(), network);
        }
        assertThat(now.isNoMoreThan(before, THREADS_OF_POOLS))
                .as("before: %s, now: %s", before, now)
                .isTrue();
    }

    /** Loads what is shared by all rooms, then counts. */
    private Leftovers afterTheFirst(BadNetwork network) throws Exception {
        LivekitRoom first = join(network, 60);
        network.resetSignals();
        await(RoomEvent.Reconnected.class);
        get(first.disconnect());
        TimeUnit.SECONDS.sleep(2);
        return Leftovers.now(KIT.system(), network);
    }

    @Test
    void shouldLeaveNothingBehindWhenResumed() throws Exception {
        try (BadNetwork network = new BadNetwork(KIT.system(), server.url(), 1)) {
            Leftovers before = afterTheFirst(network);
            LivekitRoom room = join(network, 60);
            for (int i = 0; i < TIMES; i++) {
                network.resetSignals();
                await(RoomEvent.Reconnected.class);
            }
            get(room.disconnect());

            assertNothingIsLeft(before, network);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenGivenUp() throws Exception {
        try (BadNetwork network = new BadNetwork(KIT.system(), server.url(), 2)) {
            Leftovers before = afterTheFirst(network);
            for (int i = 0; i < TIMES; i++) {
                LivekitRoom room = join(network, 2);
                network.cut();
                assertThat(get(room.whenEnded()).reason()).isEqualTo(DisconnectReason.SIGNAL_CLOSE);
                network.mend();
            }

            assertNothingIsLeft(before, network);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenTheServerWasKilled() throws Exception {
        try (BadNetwork network = new BadNetwork(KIT.system(), server.url(), 3)) {
            Leftovers before = afterTheFirst(network);
            LivekitRoom room = join(network, 60);
            for (int i = 0; i < 3; i++) {
                server.kill();
                await(RoomEvent.Reconnecting.class);
                server.restart();
                await(RoomEvent.Reconnected.class);
                await(RoomEvent.LocalTrackPublished.class);
            }
            get(room.disconnect());

            assertNothingIsLeft(before, network);
        }
    }
}
