package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.data.ChatText;
import dev.parley.realtime.livekit.data.Transcriptions;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.room.ParticipantFilter;
import dev.parley.testkit.ActorKit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signals, data and audio between us and LiveKit's own Python package, through the real server. */
@Timeout(180)
class PythonPeerIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final String ROOM = "room";
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final BlockingQueue<RoomEvent> EVENTS = new LinkedBlockingQueue<>();

    private static LivekitServer server;
    private static LivekitRoom agent;
    private static PythonPeer python;
    private static RoomParticipant alice;

    @BeforeAll
    static void meet() throws Exception {
        server = LivekitServer.start();
        AccessToken ours = AccessToken.of(server.credentials())
                .identity("agent")
                .kind(ParticipantKind.AGENT)
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                        .room(ROOM)
                        .build());
        AccessToken theirs = AccessToken.of(server.credentials())
                .identity("alice")
                .attributes(Map.of("language", "de"))
                .video(VideoGrant.join(ROOM));
        agent = get(LivekitRoom.connect(server.url(), ours.toJwt(), RoomOptions.standard(), KIT.system()));
        agent.onEvent(EVENTS::add);
        CompletionStage<RoomParticipant> first = agent.waitForParticipant(ParticipantFilter.people()::matches);
        python = PythonPeer.start(PythonPeerIT.class, "peer.py", server.url().toString(), theirs.toJwt());
        expect("joined");
        alice = get(first);
        get(agent.whenMediaConnected());
    }

    @AfterAll
    static void part() throws Exception {
        get(agent.disconnect());
        python.close();
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The first line of the other side that begins like this. */
    private static String expect(String start) {
        while (true) {
            String line = python.next(DEADLINE);
            assertThat(line).isNotEqualTo("<end of output>");
            if (line.startsWith(start)) {
                return line;
            }
        }
    }

    private static void ask(String command) throws Exception {
        get(agent.data().send("do", ByteString.fromString(command), List.of("alice"), DataPacket.Kind.RELIABLE));
    }

    @Test
    void shouldSeeTheOtherWithItsAttributes() {
        assertThat(alice.identity()).isEqualTo("alice");
        assertThat(alice.attributes()).containsEntry("language", "de");
        assertThat(alice.toString()).doesNotContain("language");
    }

    @Test
    void shouldBeSeenWithItsState() throws Exception {
        get(agent.updateAttributes(Map.of("lk.agent.state", "listening")));

        assertThat(expect("attributes agent")).isEqualTo("attributes agent [('lk.agent.state', 'listening')]");
    }

    @Test
    void shouldSendBytes() throws Exception {
        get(agent.data().send("map", ByteString.fromString("x=1"), List.of(), DataPacket.Kind.LOSSY));

        assertThat(expect("data")).isEqualTo("data map x=1");
    }

    @Test
    void shouldReadChat() throws Exception {
        CompletableFuture<ChatText> heard = new CompletableFuture<>();
        Runnable end = agent.data().onChat(heard::complete);
        String text = "Grüße ".repeat(6_000).strip();
        ask("chat " + text);

        assertThat(get(heard))
                .satisfies(chat -> assertThat(chat.sender()).isEqualTo("alice"))
                .satisfies(chat -> assertThat(chat.text()).isEqualTo(text));
        end.run();
    }

    @Test
    void shouldShowTranscriptions() throws Exception {
        Transcriptions.Speech speech = agent.data().transcriptions().agentSpeech("");
        get(speech.append("One "));
        get(speech.append("moment, 𝄞."));
        get(speech.end());
        assertThat(expect("text agent")).endsWith("true One moment, 𝄞.");

        Transcriptions.Utterance utterance = agent.data().transcriptions().userUtterance("alice", "");
        utterance.interim("two");
        String guess = expect("text alice");
        utterance.end("Two rolls.");
        String last = expect("text alice");

        assertThat(guess).endsWith(" false two");
        assertThat(last).endsWith(" true Two rolls.");
        assertThat(last.split(" ", -1)[2]).isEqualTo(guess.split(" ", -1)[2]);
    }

    @Test
    void shouldCallAndBeCalled() throws Exception {
        agent.data()
                .methods()
                .register(
                        "reverse",
                        call -> CompletableFuture.completedFuture(
                                new StringBuilder(call.payload()).reverse().toString()));

        assertThat(get(agent.data().caller().call("alice", "shout", "hello", Duration.ofSeconds(15))))
                .isEqualTo("HELLO");
        ask("call reverse abc");
        assertThat(expect("answer")).isEqualTo("answer cba");
        ask("call nothing abc");
        assertThat(expect("error")).isEqualTo("error 1400");
    }

    @Test
    void shouldHearAndBeHeard() throws Exception {
        Tone tone = new Tone(AudioFormat.REALTIME, 1_000);
        CompletionStage<Done> sent =
                tone.frames(Duration.ofSeconds(20), KIT.system()).runWith(agent.audioOut(), KIT.system());
        String track = get(agent.waitForParticipant(person ->
                        person instanceof RoomParticipant one && !one.tracks().isEmpty()))
                .tracks()
                .keySet()
                .iterator()
                .next();

        assertThat(get(Tone.heard(agent.audio(track).takeWithin(DEADLINE), 440, KIT.system())))
                .isPositive();
        int pitch;
        do {
            pitch = Integer.parseInt(expect("heard").split(" ", -1)[1]);
        } while (!Tone.isNear(pitch, 1_000) && !sent.toCompletableFuture().isDone());
        assertThat(pitch).isBetween(990, 1_010);
        get(sent);
    }
}
