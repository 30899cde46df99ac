package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFormat;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.room.AutoSubscribe;
import dev.parley.testkit.ActorKit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several voices in one room of the real server. */
@Timeout(180)
class VoicesIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final Duration TALK = Duration.ofSeconds(40);
    private static LivekitServer server;

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static LivekitRoom join(String room, String identity) throws Exception {
        return join(room, identity, AutoSubscribe.ALL);
    }

    private static LivekitRoom join(String room, String identity, AutoSubscribe subscribe) throws Exception {
        RoomOptions options = RoomOptions.standard()
                .withAutoSubscribe(subscribe)
                .withSignals(SignalSettings.standard()
                        .withAttempts(1, 60)
                        .withBackOff(Duration.ofMillis(200), Duration.ofMillis(500)));
        String token = AccessToken.of(server.credentials())
                .identity(identity)
                .video(VideoGrant.join(room))
                .toJwt();
        return get(LivekitRoom.connect(server.url(), token, options, KIT.system()));
    }

    private static CompletionStage<Done> talk(LivekitRoom room, int hertz) throws Exception {
        get(room.whenMediaConnected());
        return new Tone(AudioFormat.REALTIME, hertz).frames(TALK, KIT.system()).runWith(room.audioOut(), KIT.system());
    }

    private static int heard(LivekitRoom by, String whom, int hertz) throws Exception {
        RoomParticipant participant =
                get(by.waitForParticipant(person -> person.identity().equals(whom)
                        && person instanceof RoomParticipant one
                        && !one.tracks().isEmpty()));
        String track = participant.tracks().keySet().iterator().next();
        return get(Tone.heard(by.audio(track).takeWithin(TALK), hertz, KIT.system()));
    }

    @Test
    void shouldReceiveWhatItAskedFor() throws Exception {
        LivekitRoom listener = join("choice", "listener", AutoSubscribe.AUDIO_ONLY);
        LivekitRoom deaf = join("choice", "deaf", AutoSubscribe.VIDEO_ONLY);
        LivekitRoom speaker = join("choice", "speaker");
        CompletionStage<Done> speech = talk(speaker, 500);

        assertThat(heard(listener, "speaker", 500)).isPositive();
        RoomParticipant there =
                get(deaf.waitForParticipant(one -> one.identity().equals("speaker")));
        assertThat(there.tracks().keySet()).singleElement().satisfies(track -> {
            assertThat(get(deaf.audio(track).takeWithin(Duration.ofSeconds(2)).runWith(Sink.seq(), KIT.system())))
                    .isEmpty();
            deaf.subscribe(List.of(track));
            assertThat(heard(deaf, "speaker", 500)).isPositive();
        });
        assertThat(speech.toCompletableFuture()).isNotCompletedExceptionally();
        for (LivekitRoom room : List.of(listener, deaf, speaker)) {
            get(room.disconnect());
        }
    }

    @Test
    void shouldHearThoseWhoAreThereAndThoseWhoComeLater() throws Exception {
        LivekitRoom early = join("voices", "early");
        CompletionStage<Done> first = talk(early, 500);
        LivekitRoom agent = join("voices", "agent");
        LivekitRoom late = join("voices", "late");
        CompletionStage<Done> second = talk(late, 800);

        assertThat(heard(agent, "early", 500)).isPositive();
        assertThat(heard(agent, "late", 800)).isPositive();
        assertThat(heard(early, "late", 800)).isPositive();
        assertThat(first.toCompletableFuture()).isNotCompletedExceptionally();
        assertThat(second.toCompletableFuture()).isNotCompletedExceptionally();
        for (LivekitRoom room : new LivekitRoom[] {early, agent, late}) {
            get(room.disconnect());
        }
    }
}
