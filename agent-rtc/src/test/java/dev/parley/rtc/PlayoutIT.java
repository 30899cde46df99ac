package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.Setup;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that fail. */
@Timeout(90)
class PlayoutIT {
    @Test
    void shouldGoOnPlayingAfterAListenerHasFailed() throws Exception {
        List<MediaSection> sections = List.of(MediaSection.audio("0", Direction.SENDRECV, "s", "t", 0));
        try (Complaints complaints = new Complaints();
                RtcEngine engine =
                        RtcEngine.start(RtcSettings.conversation(List.of(InetAddress.getLoopbackAddress())))) {
            Ear speaking = new Ear();
            Failing failing = new Failing();
            RtcPeer speaker = engine.peer(speaking);
            RtcPeer listener = engine.peer(failing);
            speaker.answered(listener.answer(speaker.offer(Setup.ACTPASS, sections), "s", "t"));
            speaking.connected.get(30, TimeUnit.SECONDS);
            Speaker.speak(List.of(speaker), List.of(440.0), 100);

            assertThat(failing.frames.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(complaints.lines()).singleElement().asString().contains("a bug of the listener");
        }
    }

    /** Throws at every frame; waits for the twentieth. */
    private static final class Failing implements RtcPeerListener {
        final CountDownLatch frames = new CountDownLatch(20);

        @Override
        public void trackAdded(RemoteTrack track) {
            track.listen();
        }

        @Override
        public void audio(RemoteTrack track, short[] pcm) {
            frames.countDown();
            throw new IllegalStateException("a bug of the listener");
        }

        @Override
        public void connected() {}

        @Override
        public void stateChanged(PeerState state) {}

        @Override
        public void trackRemoved(RemoteTrack track) {}

        @Override
        public void ended(String reason) {}

        @Override
        public void opened(DataChannel channel) {}

        @Override
        public void text(DataChannel channel, String text) {}

        @Override
        public void binary(DataChannel channel, ByteBuffer data) {}

        @Override
        public void closed(DataChannel channel) {}
    }
}
