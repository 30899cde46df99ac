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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call with an implementation that shares no code with ours: aiortc, in Python. */
@Timeout(120)
class AiortcIT {
    @Test
    void shouldTalkWithAiortc() throws Exception {
        talk(0, Setup.ACTPASS);
    }

    @Test
    void shouldTalkWithAiortcAsDtlsClient() throws Exception {
        talk(0, Setup.ACTIVE);
    }

    @Test
    void shouldTalkWithAiortcWhenPacketsAreLost() throws Exception {
        talk(0.05, Setup.ACTPASS);
    }

    private static void talk(double loss, Setup setup) throws Exception {
        RtcSettings settings = RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress()))
                .withOpus(Opus.load(OpusPreference.CONCENTUS), OpusEncoderSettings.standard());
        try (RtcEngine engine = RtcEngine.start(settings);
                AiortcPeer python = new AiortcPeer();
                LossyProxy there = new LossyProxy(loss, 3);
                LossyProxy back = new LossyProxy(loss, 4)) {
            Ear ear = new Ear();
            RtcPeer peer = engine.peer(ear);
            there.connect(back);
            List<MediaSection> sections =
                    List.of(MediaSection.audio("0", Direction.SENDRECV, "s", "t", 0), MediaSection.data("1"));
            String answer = python.answer(back.inFrontOf(peer.offer(setup, sections)));
            peer.answered(there.inFrontOf(answer));
            ear.connected.get(30, TimeUnit.SECONDS);

            DataChannel channel = peer.openChannel("chat", "", Reliability.RELIABLE)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(ear.opened.poll(20, TimeUnit.SECONDS)).isEqualTo(channel);
            for (int i = 0; i < 100; i++) {
                peer.send(channel, "message " + i + "x".repeat(i * 50));
            }
            Speaker.speak(List.of(peer), List.of(440.0), 250);

            List<String> echoes = ear.texts(100);
            assertThat(echoes).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(echoes.get(i)).isEqualTo("echo message " + i + "x".repeat(i * 50));
            }
            assertThat(Math.min(there.lost(), back.lost())).isGreaterThanOrEqualTo(loss > 0 ? 5 : 0);
            assertThat(Tone.typicalShare(ear.heard(), 48_000, 1000)).isGreaterThan(0.9);
            assertThat(python.share()).isGreaterThan(0.9);
        }
    }
}
