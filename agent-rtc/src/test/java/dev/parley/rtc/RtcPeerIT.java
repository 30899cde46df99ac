package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.Signals;
import dev.parley.rtc.opus.Tone;
import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.Setup;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two peers of ours over loopback, and over a proxy that loses packets. */
@Timeout(90)
class RtcPeerIT {
    private static final int FRAME = 960;

    @Test
    void shouldTalkBothWays() throws Exception {
        talk(0);
    }

    @Test
    void shouldTalkBothWaysWhenPacketsAreLost() throws Exception {
        talk(0.05);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONCENTUS", "AUTO"})
    void shouldBringASteadyToneWhole(OpusPreference codec) throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings(codec))) {
            Ear right = new Ear();
            RtcPeer callee = engine.peer(right);
            RtcPeer caller = connected(engine.peer(new Ear()), callee, right);

            Speaker.speak(List.of(caller), List.of(440.0), 500);
            right.await("0", 520);

            JitterStatistics playout = received(callee).playout();
            assertThat(playout.received())
                    .as("a packet for each frame")
                    .isEqualTo(sent(caller))
                    .isGreaterThanOrEqualTo(500);
            assertThat(playout.lost()).as("%s", playout).isZero();
            List<short[]> tone = right.frames("0", frame -> Tone.share(frame, 48_000, FRAME, 440) > 0.9);
            long heldUp = playout.late()
                    + playout.discarded()
                    + 2 * (playout.concealedSamples() + playout.noiseSamples()) / FRAME;
            assertThat(tone.size())
                    .as("frames that hold the tone, but for what a busy machine holds up: %s", playout)
                    .isBetween((int) (485 - heldUp), 530);
            assertThat(tone.stream()
                            .mapToDouble(frame -> Math.sqrt(Tone.power(frame, 0, FRAME)))
                            .sorted()
                            .skip(tone.size() / 2)
                            .findFirst())
                    .as("its level")
                    .hasValueCloseTo(10_000 / Math.sqrt(2), withPercentage(5));
        }
    }

    /** The receiver can only take a lost packet from the one after if that one was encoded with it. */
    @ParameterizedTest
    @EnumSource(names = {"CONCENTUS", "AUTO"})
    void shouldSendFecOncePacketsAreLost(OpusPreference codec) throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings(codec));
                LossyProxy there = new LossyProxy(0, 1);
                LossyProxy back = new LossyProxy(0, 2)) {
            Ear left = new Ear();
            Ear right = new Ear();
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            there.connect(back);
            String answer = callee.answer(back.inFrontOf(caller.offer(Setup.ACTPASS, sections())), "s", "t");
            caller.answered(there.inFrontOf(answer));
            left.connected.get(30, TimeUnit.SECONDS);
            right.connected.get(30, TimeUnit.SECONDS);

            there.lose(0.4);
            back.cut(true);
            Speaker.say(caller, Signals.speech(1, 100 * FRAME));
            assertThat(received(callee).playout())
                    .as("while the speaker does not know of it")
                    .satisfies(playout -> assertThat(playout.lost()).isPositive())
                    .satisfies(playout -> assertThat(playout.fecRecovered()).isZero());

            back.cut(false);
            back.lose(0.4);
            Speaker.say(caller, Signals.speech(1, 400 * FRAME));

            assertThat(received(callee).playout().fecRecovered())
                    .as("%s", received(callee).playout())
                    .isPositive();
        }
    }

    @Test
    void shouldSendNothingWhileSilent() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings(OpusPreference.CONCENTUS))) {
            Ear right = new Ear();
            RtcPeer caller = connected(engine.peer(new Ear()), engine.peer(right), right);
            Speaker.speak(List.of(caller), List.of(440.0), 50);
            long spoken = sent(caller);

            Speaker.speak(List.of(caller), List.of(0.0), 150);

            assertThat(sent(caller) - spoken)
                    .as("200 ms of silence and an empty packet")
                    .isBetween(10L, 11L);
            right.await("0", 160);
            assertThat(right.heard("0", 110, 50))
                    .as("comfort noise")
                    .satisfies(noise ->
                            assertThat(Tone.power(noise, 0, noise.length)).isLessThan(100 * 100));
            Speaker.speak(List.of(caller), List.of(440.0), 50);
            assertThat(sent(caller) - spoken).isGreaterThan(55);
        }
    }

    private static long sent(RtcPeer peer) throws Exception {
        return peer.statistics()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .sent()
                .get(0)
                .packets();
    }

    private static RtcPeer connected(RtcPeer caller, RtcPeer callee, Ear ear) throws Exception {
        caller.answered(callee.answer(caller.offer(Setup.ACTPASS, sections()), "s", "t"));
        ear.connected.get(30, TimeUnit.SECONDS);
        return caller;
    }

    @Test
    void shouldTalkOverIpv6() throws Exception {
        InetAddress v6 = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeThat(isOfThisMachine(v6)).as("IPv6 on this machine").isTrue();
        RtcSettings both = RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress(), v6));
        try (RtcEngine dual = RtcEngine.start(both);
                RtcEngine single = RtcEngine.start(RtcSettings.conversation(List.of(v6)))) {
            Ear left = new Ear();
            Ear right = new Ear();
            RtcPeer caller = dual.peer(left);
            RtcPeer callee = single.peer(right);
            String offer = caller.offer(Setup.ACTPASS, sections());
            assertThat(offer).contains(" 127.0.0.1 ", " 0:0:0:0:0:0:0:1 ");
            caller.answered(callee.answer(offer, "s", "t"));
            left.connected.get(30, TimeUnit.SECONDS);
            right.connected.get(30, TimeUnit.SECONDS);

            Speaker.speak(List.of(caller, callee), List.of(440.0, 1000.0), 200);
            left.await("0", 100);
            right.await("0", 100);

            assertThat(received(callee).packets()).isGreaterThan(190);
            assertThat(received(caller).packets()).isGreaterThan(190);
            assertThat(right.frames("0", frame -> Tone.share(frame, 48_000, FRAME, 440) > 0.9)
                            .size())
                    .isGreaterThan(20);
            assertThat(left.frames("0", frame -> Tone.share(frame, 48_000, FRAME, 1000) > 0.9)
                            .size())
                    .isGreaterThan(20);
        }
    }

    private static boolean isOfThisMachine(InetAddress address) throws Exception {
        return NetworkInterface.getByInetAddress(address) != null;
    }

    @Test
    void shouldHearThatTheOtherSideHasClosed() throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings(OpusPreference.AUTO))) {
            Ear left = new Ear();
            Ear right = new Ear();
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            caller.answered(callee.answer(caller.offer(Setup.ACTPASS, sections()), "s", "t"));
            left.connected.get(30, TimeUnit.SECONDS);
            right.connected.get(30, TimeUnit.SECONDS);

            caller.close();

            assertThat(left.ended.get(10, TimeUnit.SECONDS)).isEqualTo("closed by us");
            assertThat(right.ended.get(10, TimeUnit.SECONDS)).isEqualTo("closed by the other side");
        }
    }

    @Test
    void shouldEndEveryPeerWithTheEngine() throws Exception {
        Ear ear = new Ear();
        RtcEngine engine = RtcEngine.start(settings(OpusPreference.AUTO));
        RtcPeer peer = engine.peer(ear);
        var unopened = peer.openChannel("never", "", Reliability.RELIABLE).toCompletableFuture();

        engine.close();

        assertThat(ear.ended.get(10, TimeUnit.SECONDS)).isEqualTo("closed by us");
        assertThat(unopened).failsWithin(Duration.ofSeconds(10));
        peer.close();
        peer.sendAudio(new short[960], 0);
    }

    private static void talk(double loss) throws Exception {
        try (RtcEngine engine = RtcEngine.start(settings(OpusPreference.AUTO));
                LossyProxy there = new LossyProxy(loss, 1);
                LossyProxy back = new LossyProxy(loss, 2)) {
            Ear left = new Ear();
            Ear right = new Ear();
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            there.connect(back);
            String offer = back.inFrontOf(caller.offer(Setup.ACTPASS, sections()));
            String answer = there.inFrontOf(callee.answer(offer, "s", "t"));
            caller.answered(answer);
            left.connected.get(30, TimeUnit.SECONDS);
            right.connected.get(30, TimeUnit.SECONDS);

            DataChannel channel = caller.openChannel("chat", "", Reliability.RELIABLE)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            right.opened.poll(20, TimeUnit.SECONDS);
            for (int i = 0; i < 200; i++) {
                caller.send(channel, "message " + i);
                callee.send(channel, "reply " + i);
            }
            Speaker.speak(List.of(caller, callee), List.of(440.0, 1000.0), 200);

            assertThat(right.texts(200)).hasSize(200).startsWith("message 0").endsWith("message 199");
            assertThat(left.texts(200)).hasSize(200).startsWith("reply 0").endsWith("reply 199");
            assertThat(Math.min(there.lost(), back.lost())).isGreaterThanOrEqualTo(loss > 0 ? 5 : 0);
            assertThat(Tone.typicalShare(right.heard(), 48_000, 440)).isGreaterThan(0.9);
            assertThat(Tone.typicalShare(left.heard(), 48_000, 1000)).isGreaterThan(0.9);
            assertThat(received(callee).packets()).isGreaterThan(190);
            assertThat(received(callee).lost()).as("after resends").isLessThan(3);
            assertThat(received(caller).lost()).as("after resends").isLessThan(3);
        }
    }

    private static PeerStatistics.Received received(RtcPeer peer) throws Exception {
        return peer.statistics()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .received()
                .get(0);
    }

    private static List<MediaSection> sections() {
        return List.of(MediaSection.audio("0", Direction.SENDRECV, "s", "t", 0), MediaSection.data("1"));
    }

    private static RtcSettings settings(OpusPreference codec) {
        return RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress()))
                .withOpus(Opus.load(codec), OpusEncoderSettings.standard());
    }
}
