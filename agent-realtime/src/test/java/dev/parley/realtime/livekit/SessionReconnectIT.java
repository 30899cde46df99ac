package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.Wav;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.provider.Models;
import dev.parley.realtime.livekit.network.BadNetwork;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.ActorKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A session talks on with the same person after its room was away. The person is LiveKit's own Python package. */
@Timeout(400)
class SessionReconnectIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final int REPETITIONS = 3;

    private final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> turns = new LinkedBlockingQueue<>();
    private final LivekitServer server = LivekitServer.start();
    private final BadNetwork network = new BadNetwork(KIT.system(), server.url(), 1);
    private LivekitRoom room;
    private AgentSession session;
    private PythonPeer alice;

    @BeforeEach
    void meet(@TempDir Path directory) throws Exception {
        Models models = Sentences.models();
        RoomOptions patient = RoomOptions.standard()
                .withSignals(SignalSettings.standard()
                        .withAttempts(3, 60)
                        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(1)));
        room = get(LivekitRoom.connect(network.url(), token("agent"), patient, KIT.system()));
        room.onEvent(events::add);
        session = Parley.session(KIT.system()).agent(new Clerk()).models(models).build();
        session.on(SessionEvent.UserTurnCommitted.class, turn -> turns.add(turn.transcript()));
        room.carry(session);
        get(session.start());
        String file = Sentences.spoken(models, directory.resolve("sentence.wav"), KIT.system());
        get(models.stt()
                .recognize(Sentences.converted(
                        List.of(Wav.read(Path.of(file))), AudioFormat.FULLBAND, AudioFormat.WIDEBAND)));
        alice = PythonPeer.start(
                SessionReconnectIT.class, "speaker.py", server.url().toString(), token("alice"), file, "0");
        assertThat(alice.next(DEADLINE)).isEqualTo("joined");
    }

    private static final class Clerk extends Agent {
        Clerk() {
            super(AgentSpec.instructions("Tells prices."));
        }
    }

    @AfterEach
    void part() throws Exception {
        get(session.close());
        get(room.disconnect());
        alice.close();
        network.close();
        server.close();
    }

    private String token(String identity) {
        return AccessToken.of(server.credentials())
                .identity(identity)
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                        .room("session")
                        .build())
                .toJwt();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private void await(Class<? extends RoomEvent> type) throws InterruptedException {
        RoomEvent event;
        do {
            event = events.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(event).as("waiting for %s", type.getSimpleName()).isNotNull();
        } while (!type.isInstance(event));
    }

    /**
     * Alice says her sentence, once her microphone is there, and again if nobody understands it; the session hears it. What it is taken
     * for is not the point: a machine that is too busy makes gaps into it.
     */
    private void hearAlice() throws Exception {
        get(room.waitForParticipant(person -> person instanceof RoomParticipant one
                && one.identity().equals("alice")
                && !one.tracks().isEmpty()));
        String heard = null;
        for (int i = 0; i < REPETITIONS && heard == null; i++) {
            get(room.data().send("do", ByteString.fromString("speak"), List.of("alice"), DataPacket.Kind.RELIABLE));
            heard = turns.poll(DEADLINE.toSeconds() / REPETITIONS, TimeUnit.SECONDS);
        }

        assertThat(heard).as("server's log:%n%s", server.log()).matches("the .* costs .* dollars");
    }

    @Test
    void shouldTalkOnWithTheSamePersonWhenTheNetworkWasAway() throws Exception {
        hearAlice();
        network.cut();
        await(RoomEvent.Reconnecting.class);
        network.mend();
        await(RoomEvent.Reconnected.class);

        hearAlice();
        assertThat(session.whenClosed().toCompletableFuture()).isNotDone();
    }

    @Test
    void shouldTalkOnWithTheSamePersonWhenTheServerWasKilled() throws Exception {
        hearAlice();
        server.kill();
        await(RoomEvent.Reconnecting.class);
        server.restart();
        await(RoomEvent.Reconnected.class);

        hearAlice();
        assertThat(session.whenClosed().toCompletableFuture()).isNotDone();
        assertThat(room.localParticipant().attributes()).containsKey("lk.agent.state");
    }
}
