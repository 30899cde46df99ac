package dev.parley.realtime.livekit.data;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import com.google.protobuf.ByteString;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DataStream;
import dev.parley.livekit.proto.RpcRequest;
import dev.parley.livekit.proto.SipDTMF;
import dev.parley.realtime.livekit.rpc.RpcPeers;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import dev.parley.realtime.livekit.stream.StreamLimits;
import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages of data channels: packets that the real server passed on, and some that it did not, damaged. */
class DataPacketsFuzzTest {
    private static final StreamLimits LIMITS = new StreamLimits(20, 5, 20_000, 60_000, Duration.ofSeconds(5));

    private final Fuzzer fuzzer = Fuzzer.of("data packet", packets());

    private static List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>(Corpus.hex(DataPacketsFuzzTest.class, "/fuzz/data.txt"));
        DataPacket.Builder of = DataPacket.newBuilder().setParticipantIdentity("caller");
        packets.add(of.setRpcRequest(RpcRequest.newBuilder()
                        .setId("1")
                        .setMethod("never")
                        .setVersion(1)
                        .setResponseTimeoutMs(8000))
                .build()
                .toByteArray());
        packets.add(of.setSipDtmf(SipDTMF.newBuilder().setCode(1).setDigit("1"))
                .build()
                .toByteArray());
        packets.add(of.setStreamHeader(DataStream.Header.newBuilder()
                        .setStreamId("2")
                        .setTopic("lk.agent.pre-connect-audio-buffer")
                        .putAttributes("trackId", "TR_1")
                        .putAttributes("sampleRate", "48000")
                        .putAttributes("channels", "1")
                        .setByteHeader(DataStream.ByteHeader.newBuilder().setName("audio")))
                .build()
                .toByteArray());
        packets.add(of.setStreamChunk(
                        DataStream.Chunk.newBuilder().setStreamId("2").setContent(ByteString.copyFrom(new byte[200])))
                .build()
                .toByteArray());
        packets.add(of.setStreamTrailer(DataStream.Trailer.newBuilder().setStreamId("2"))
                .build()
                .toByteArray());
        return packets;
    }

    @Test
    void shouldStayWithinLimitsWhateverComes() {
        fuzzer.inputs(20_000, Attacked::new);
    }

    @Test
    @Tag("long")
    void shouldStayWithinLimitsWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), Attacked::new);
    }

    private static final class Attacked implements Fuzzer.Target, RpcPeers {
        private final SplittableRandom random;
        private final VirtualStrand strand = new VirtualStrand();
        private final DataPackets agent = new DataPackets(
                strand,
                (packet, kind) -> CompletableFuture.completedStage(Done.getInstance()),
                this,
                LIMITS,
                () -> "id");

        Attacked(long seed) {
            random = new SplittableRandom(seed);
            agent.incoming().onText("lk.transcription", reader -> {});
            agent.onPreConnectAudio(audio -> {});
            agent.methods().register("never", call -> new CompletableFuture<>());
        }

        @Override
        public void take(byte[] input) {
            agent.receive(ByteBuffer.wrap(input));
            if (random.nextInt(20) == 0) {
                strand.pass(Duration.ofSeconds(random.nextInt(4)));
            }
            assertThat(agent.incoming().unreadBytes()).isBetween(0L, LIMITS.unreadBytes());
            assertThat(agent.incoming().openStreams()).isLessThanOrEqualTo(LIMITS.streams());
            assertThat(agent.methods().runningCalls()).isLessThanOrEqualTo(64);
        }

        @Override
        public OptionalInt clientProtocol(String identity) {
            return OptionalInt.of(random.nextInt(2));
        }

        @Override
        public boolean serverForwardsCalls() {
            return true;
        }
    }
}
