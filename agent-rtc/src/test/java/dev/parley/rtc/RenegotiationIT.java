package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.ice.IceSettings;
import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.Tone;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.SessionDescription;
import dev.parley.rtc.sdp.Setup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two peers of ours that describe themselves again and again while they talk. */
@Timeout(90)
class RenegotiationIT {
    private static final int FRAME = 960;
    private static final MediaSection OUT = MediaSection.audio("0", Direction.SENDONLY, "s", "first", 0);
    private static final MediaSection DATA = MediaSection.data("1");

    private final Humming humming = new Humming();
    private final Ear left = new Ear();
    private final Ear right = new Ear();

    @AfterEach
    void silence() {
        humming.close();
    }

    @Test
    void shouldAddTracksWithoutAGapInThoseThatRun() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings())) {
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            round(caller, callee, List.of(OUT, DATA));
            connected();
            humming.start(caller, "0", 440);
            right.await("0", 50);

            MediaSection in = MediaSection.audio("2", Direction.RECVONLY, "", "", 0);
            round(caller, callee, List.of(OUT, DATA, in));
            MediaSection second = MediaSection.audio("3", Direction.SENDONLY, "s", "second", 0);
            MediaSection ignored = MediaSection.audio("4", Direction.SENDONLY, "s", "ignored", 0);
            humming.start(callee, "2", 1000);
            left.await("2", 50);
            round(caller, callee, List.of(OUT, DATA, in, second, ignored));
            humming.start(caller, "3", 700);
            humming.start(caller, "4", 300);
            right.await("3", 60);
            right.await("0", 200);
            PeerStatistics figures = callee.statistics().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(received(figures, "4").packets()).isGreaterThan(20);
            assertThat(received(figures, "4").playout().received()).isZero();
            assertThat(received(figures, "3").playout().received()).isGreaterThan(20);
            assertThat(received(figures, "0").lost()).isZero();
            assertThat(received(figures, "0").playout().received())
                    .as("packets of a playout that was never opened anew")
                    .isEqualTo(received(figures, "0").packets());
            assertThat(figures.unroutedPackets()).isZero();
            assertThat(figures.srtp().forged()).isZero();

            assertThat(right.added).extracting(RemoteTrack::name).containsExactly("first", "second", "ignored");
            assertThat(right.removed).isEmpty();
            assertThat(right.frames("4")).isZero();
            JitterStatistics playout = received(figures, "0").playout();
            assertThat(playout.late() + playout.discarded() + playout.resyncs())
                    .as("%s", playout)
                    .isZero();
            assertThat(gaps(right.heard("0", 30, 170), 440))
                    .as("frames that are not the tone, but for what a busy machine holds up: %s", playout)
                    .isLessThanOrEqualTo((int) (2 + 3 * (playout.concealedSamples() + playout.noiseSamples()) / FRAME));
            assertThat(Tone.typicalShare(right.heard("3", 10, 50), 48_000, 700)).isGreaterThan(0.9);
            assertThat(Tone.typicalShare(left.heard("2", 10, 40), 48_000, 1000)).isGreaterThan(0.9);
        }
    }

    @Test
    void shouldEndATrackWhenItsSectionGoesInactiveAndTakeTheNextOneOnIt() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings())) {
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            round(caller, callee, List.of(OUT, DATA));
            connected();
            humming.start(caller, "0", 440);
            right.await("0", 20);
            round(caller, callee, List.of(MediaSection.audio("0", Direction.INACTIVE, "", "", 0), DATA));
            RemoteTrack gone = right.removed.poll(10, TimeUnit.SECONDS);
            assertThat(gone).isNotNull().extracting(RemoteTrack::name).isEqualTo("first");
            int before = right.frames("0");

            round(caller, callee, List.of(MediaSection.audio("0", Direction.SENDONLY, "s", "next", 0), DATA));

            right.await("0", before + 60);
            assertThat(right.added).extracting(RemoteTrack::name).containsExactly("first", "next");
            assertThat(Tone.typicalShare(right.heard("0", before + 10, 40), 48_000, 440))
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void shouldLetTheOtherSideOfferNext() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings())) {
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            round(caller, callee, List.of(OUT, DATA));
            connected();

            List<MediaSection> sections = new ArrayList<>(callee.sections());
            sections.add(MediaSection.audio("2", Direction.SENDONLY, "r", "reply", 0));
            callee.answered(caller.answer(callee.offer(Setup.ACTPASS, sections), "", ""));

            humming.start(callee, "2", 1000);
            left.await("2", 60);

            assertThat(Tone.typicalShare(left.heard("2", 10, 40), 48_000, 1000)).isGreaterThan(0.9);
        }
    }

    @Test
    void shouldSortTracksByThePacketsWhenNoSourceIsTold() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings())) {
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            List<MediaSection> sections = List.of(
                    OUT.withMidExtension(4),
                    DATA,
                    MediaSection.audio("2", Direction.SENDONLY, "s", "second", 0)
                            .withMidExtension(4));
            String offer = caller.offer(Setup.ACTPASS, sections).replaceAll("a=ssrc:.*\r\n", "");
            caller.answered(callee.answer(offer, "", ""));
            connected();
            humming.start(caller, "2", 700);
            right.await("2", 20);
            humming.start(caller, "0", 440);
            right.await("0", 100);

            assertThat(Tone.typicalShare(right.heard("0", 30, 70), 48_000, 440)).isGreaterThan(0.9);
            assertThat(Tone.typicalShare(right.heard("2", 30, 70), 48_000, 700)).isGreaterThan(0.9);
        }
    }

    @Test
    void shouldTellOfSilenceRecoveryAndFailure() throws Exception {
        try (RtcEngine engine = RtcEngine.start(impatient());
                LossyProxy there = new LossyProxy(0, 1);
                LossyProxy back = new LossyProxy(0, 2)) {
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            there.connect(back);
            String offer = back.inFrontOf(caller.offer(Setup.ACTPASS, List.of(OUT, DATA)));
            caller.answered(there.inFrontOf(callee.answer(offer, "", "")));
            connected();
            assertStates(PeerState.CONNECTING, PeerState.CONNECTED);

            there.cut(true);
            assertStates(PeerState.DISCONNECTED);
            there.cut(false);
            assertStates(PeerState.CONNECTED);
            back.cut(true);
            there.cut(true);
            assertStates(PeerState.DISCONNECTED, PeerState.FAILED);

            assertThat(left.ended.get(10, TimeUnit.SECONDS)).isEqualTo("the other side was silent for too long");
        }
    }

    private void assertStates(PeerState... states) throws InterruptedException {
        for (PeerState state : states) {
            assertThat(left.states.poll(20, TimeUnit.SECONDS)).isEqualTo(state);
        }
    }

    private static void round(RtcPeer caller, RtcPeer callee, List<MediaSection> sections) {
        String answer = callee.answer(caller.offer(Setup.ACTPASS, sections), "r", "reply");
        assertThat(SessionDescription.parse(answer).orElseThrow().sections()).hasSameSizeAs(sections);
        caller.answered(answer);
    }

    private void connected() throws Exception {
        left.connected.get(30, TimeUnit.SECONDS);
        right.connected.get(30, TimeUnit.SECONDS);
    }

    private static PeerStatistics.Received received(PeerStatistics figures, String mid) {
        return figures.received().stream()
                .filter(track -> track.mid().equals(mid))
                .findFirst()
                .orElseThrow();
    }

    /** Frames that are not the tone. */
    private static int gaps(short[] pcm, double hertz) {
        int gaps = 0;
        for (int from = 0; from < pcm.length; from += FRAME) {
            short[] frame = Arrays.copyOfRange(pcm, from, from + FRAME);
            gaps += Tone.share(frame, 48_000, FRAME, hertz) < 0.9 ? 1 : 0;
        }
        return gaps;
    }

    private static RtcSettings settings() {
        return RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress()))
                .withOpus(Opus.load(OpusPreference.CONCENTUS), OpusEncoderSettings.standard());
    }

    /** Silence counts after 600 ms, and is too long after 3 s. */
    private static RtcSettings impatient() {
        IceSettings ice = IceSettings.standard();
        IceSettings quick = new IceSettings(
                ice.pacing(),
                ice.retransmission(),
                ice.longestRetransmission(),
                ice.transmissions(),
                ice.nominationPatience(),
                ice.connectDeadline(),
                Duration.ofMillis(200),
                Duration.ofMillis(600),
                Duration.ofSeconds(3),
                ice.maxRemoteCandidates());
        RtcSettings usual = settings();
        return new RtcSettings(
                usual.addresses(),
                usual.codec(),
                usual.encoding(),
                usual.jitter(),
                quick,
                usual.sctp(),
                usual.handshakeDeadline(),
                usual.handshakeThreads(),
                usual.mediaThreads());
    }
}
