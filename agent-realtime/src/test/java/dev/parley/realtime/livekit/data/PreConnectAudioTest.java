package dev.parley.realtime.livekit.data;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.livekit.stream.ByteStreamWriter;
import dev.parley.realtime.livekit.stream.Dropped;
import dev.parley.realtime.livekit.stream.StreamOptions;
import dev.parley.testkit.ActorKit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class PreConnectAudioTest {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final Forwarder room = new Forwarder();
    private final DataPackets agent = room.join("agent", 1);
    private final DataPackets alice = room.join("alice", 1);
    private final List<PreConnectAudio> heard = new ArrayList<>();

    private ByteStreamWriter send(String mimeType, Map<String, String> attributes) {
        return alice.outgoing()
                .bytes(StreamOptions.bytes("lk.agent.pre-connect-audio-buffer", "preconnect")
                        .withMimeType(mimeType)
                        .withAttributes(attributes));
    }

    @Test
    void shouldGiveAudioInWholeSamples() throws Exception {
        agent.onPreConnectAudio(heard::add);
        ByteStreamWriter writer = send("audio/pcm", Map.of("trackId", "TR_1", "sampleRate", "24000", "channels", "1"));
        writer.write(ByteString.fromArray(new byte[] {1, 2, 3}));
        writer.write(ByteString.fromArray(new byte[] {4, 5, 6}));
        writer.close();

        assertThat(heard).singleElement().satisfies(audio -> {
            assertThat(audio.trackSid()).isEqualTo("TR_1");
            assertThat(audio.sender()).isEqualTo("alice");
            assertThat(audio.format()).isEqualTo(AudioFormat.REALTIME);
        });
        List<AudioFrame> frames = heard.get(0)
                .frames()
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(frames).extracting(AudioFrame::toByteArray).containsExactly(new byte[] {1, 2}, new byte[] {3, 4, 5, 6
        });
    }

    @ParameterizedTest
    @CsvSource({
        "audio/pcm,,24000,1",
        "audio/pcm,TR_1,99,1",
        "audio/pcm,TR_1,24000,3",
        "audio/pcm,TR_1,99999999999,1",
        "audio/pcm,TR_1,x,1",
        "audio/opus,TR_1,48000,1"
    })
    void shouldRefuseWhatItCannotPlay(String mimeType, String track, String rate, String channels) {
        agent.onPreConnectAudio(heard::add);
        send(mimeType, Map.of("trackId", track == null ? "" : track, "sampleRate", rate, "channels", channels));

        assertThat(heard).isEmpty();
        assertThat(agent.drops().of(Dropped.UNSUPPORTED)).isEqualTo(1);
        assertThat(agent.incoming().openStreams()).isZero();
    }

    @Test
    void shouldKeepNothingWhenNobodyListens() {
        ByteStreamWriter writer = send("audio/pcm", Map.of("trackId", "TR_1", "sampleRate", "24000", "channels", "1"));
        writer.write(ByteString.fromArray(new byte[1_000]));

        assertThat(agent.incoming().unreadBytes()).isZero();
    }
}
