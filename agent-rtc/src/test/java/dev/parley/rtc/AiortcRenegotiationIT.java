package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.Tone;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.Setup;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Further offers to aiortc on a connection that carries tones. */
@Timeout(120)
class AiortcRenegotiationIT {
    private static final MediaSection BOTH = section("0", Direction.SENDRECV, "t");
    private static final MediaSection DATA = MediaSection.data("1");

    private final Humming humming = new Humming();

    @AfterEach
    void silence() {
        humming.close();
    }

    @Test
    void shouldHearMoreTracksOfAiortcWhileTheFirstRuns() throws Exception {
        hearMoreTracks("");
    }

    @Test
    void shouldSortAiortcsTracksByThePacketsWhenNoSourceIsTold() throws Exception {
        hearMoreTracks("a=ssrc[^\r\n]*\r\n");
    }

    private void hearMoreTracks(String untold) throws Exception {
        RtcSettings settings = RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress()))
                .withOpus(Opus.load(OpusPreference.CONCENTUS), OpusEncoderSettings.standard());
        try (RtcEngine engine = RtcEngine.start(settings);
                AiortcPeer python = new AiortcPeer()) {
            Ear ear = new Ear();
            RtcPeer peer = engine.peer(ear);
            round(peer, python, untold, BOTH, DATA);
            ear.connected.get(30, TimeUnit.SECONDS);
            humming.start(peer, "0", 440);
            ear.await("0", 50);
            MediaSection second = section("2", Direction.RECVONLY, "");
            round(peer, python, untold, BOTH, DATA, second);
            ear.await("2", 50);
            round(peer, python, untold, BOTH, DATA, second, section("3", Direction.RECVONLY, ""));
            ear.await("3", 60);
            ear.await("0", 250);

            assertThat(ear.removed).isEmpty();
            assertThat(ear.added).extracting(RemoteTrack::mid).containsExactly("0", "2", "3");
            assertThat(Tone.typicalShare(ear.heard("0", 50, 200), 48_000, 1000)).isGreaterThan(0.9);
            assertThat(Tone.typicalShare(ear.heard("2", 10, 40), 48_000, 1500)).isGreaterThan(0.9);
            assertThat(Tone.typicalShare(ear.heard("3", 10, 40), 48_000, 2000)).isGreaterThan(0.9);
            assertThat(python.share()).isGreaterThan(0.9);
            PeerStatistics figures = peer.statistics().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(figures.roundTripMillis()).isPresent();
            assertThat(figures.received()).hasSize(3);
        }
    }

    private static void round(RtcPeer peer, AiortcPeer python, String untold, MediaSection... sections)
            throws Exception {
        String answer = python.answer(peer.offer(Setup.ACTPASS, List.of(sections)));
        peer.answered(untold.isEmpty() ? answer : answer.replaceAll(untold, ""));
    }

    private static MediaSection section(String mid, Direction direction, String track) {
        return MediaSection.audio(mid, direction, track.isEmpty() ? "" : "s", track, 0)
                .withMidExtension(4);
    }
}
