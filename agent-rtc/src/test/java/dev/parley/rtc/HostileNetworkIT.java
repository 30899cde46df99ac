package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.Tone;
import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.Setup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call through a network that sends damaged packets in its midst: the call goes on, and nothing grows. */
class HostileNetworkIT {
    private static final Duration STRETCH = Duration.ofSeconds(6);
    /** All of it but what a busy machine delays; noise has less than a tenth. */
    private static final double TONE = 0.3;

    private static final int SECOND_FRAMES = 50;
    private static final double KEPT_BY_EARS_MIB = 0.25;
    private static final double MOST_GROWTH_MIB = 24;

    @Test
    @Timeout(180)
    void shouldGoOnThroughAHostileNetwork() throws Exception {
        talk(STRETCH, 1_000);
    }

    @Test
    @Tag("long")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldGoOnThroughAHostileNetworkForMinutes() throws Exception {
        talk(Duration.ofMinutes(3), 20_000);
    }

    private static void talk(Duration time, long leastSprayed) throws Exception {
        long seed = System.nanoTime();
        System.out.println("hostile network with seed " + seed);
        try (Complaints complaints = new Complaints();
                RtcEngine engine = RtcEngine.start(settings());
                HostileProxy there = new HostileProxy(seed);
                HostileProxy back = new HostileProxy(seed + 1)) {
            Ear left = new Ear();
            Ear right = new Ear();
            RtcPeer caller = engine.peer(left);
            RtcPeer callee = engine.peer(right);
            there.connect(back);
            String offer = back.inFrontOf(caller.offer(Setup.ACTPASS, sections()));
            caller.answered(there.inFrontOf(callee.answer(offer, "s", "t")));
            left.connected.get(60, TimeUnit.SECONDS);
            right.connected.get(60, TimeUnit.SECONDS);
            DataChannel channel = caller.openChannel("chat", "", Reliability.RELIABLE)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            right.opened.poll(20, TimeUnit.SECONDS);
            double before = heap();
            there.turnHostile();
            back.turnHostile();
            for (int i = 0; i < 200; i++) {
                caller.send(channel, "message " + i);
                callee.send(channel, "reply " + i);
            }
            for (Duration spoken = Duration.ZERO; spoken.compareTo(time) < 0; spoken = spoken.plus(STRETCH)) {
                Speaker.speak(List.of(caller, callee), List.of(440.0, 1000.0), (int) (STRETCH.toMillis() / 20));
            }

            assertThat(right.texts(200)).hasSize(200).startsWith("message 0").endsWith("message 199");
            assertThat(left.texts(200)).hasSize(200).startsWith("reply 0").endsWith("reply 199");
            assertThat(clearest(right, 440)).isGreaterThan(TONE);
            assertThat(clearest(left, 1000)).isGreaterThan(TONE);
            assertThat(there.sent() + back.sent()).isGreaterThan(leastSprayed);
            assertThat(left.ended).isNotDone();
            assertThat(right.ended).isNotDone();
            assertThat(complaints.lines()).isEmpty();
            assertThat(heap() - before).isLessThan(MOST_GROWTH_MIB + KEPT_BY_EARS_MIB * time.toSeconds());
        }
    }

    /** The share of a tone in the second that has most of it. */
    private static double clearest(Ear ear, double hertz) {
        double best = 0;
        for (int from = 0; from < ear.frames("0"); from += SECOND_FRAMES) {
            best = Math.max(best, Tone.typicalShare(ear.heard("0", from, SECOND_FRAMES), 48_000, hertz));
        }
        return best;
    }

    private static double heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
    }

    private static List<MediaSection> sections() {
        return List.of(MediaSection.audio("0", Direction.SENDRECV, "s", "t", 0), MediaSection.data("1"));
    }

    private static RtcSettings settings() {
        return RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress()))
                .withOpus(Opus.load(OpusPreference.CONCENTUS), OpusEncoderSettings.standard());
    }
}
