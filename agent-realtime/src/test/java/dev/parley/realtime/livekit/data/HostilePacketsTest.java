package dev.parley.realtime.livekit.data;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import com.google.protobuf.ByteString;
import dev.parley.livekit.proto.ChatMessage;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DataStream;
import dev.parley.livekit.proto.RpcAck;
import dev.parley.livekit.proto.RpcError;
import dev.parley.livekit.proto.RpcRequest;
import dev.parley.livekit.proto.RpcResponse;
import dev.parley.livekit.proto.SipDTMF;
import dev.parley.livekit.proto.UserPacket;
import dev.parley.realtime.livekit.rpc.RpcException;
import dev.parley.realtime.livekit.rpc.RpcPeers;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import dev.parley.realtime.livekit.stream.StreamLimits;
import dev.parley.realtime.livekit.stream.StreamOptions;
import dev.parley.realtime.livekit.stream.TextStreamWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, in whatever order: nothing throws, nothing grows beyond its limits, and what was sent well arrives. */
class HostilePacketsTest {
    private static final StreamLimits LIMITS = new StreamLimits(20, 5, 20_000, 60_000, Duration.ofSeconds(5));
    private static final List<String> TOPICS = List.of(
            "lk.chat",
            "text",
            "files",
            "lk.rpc_request",
            "lk.rpc_response",
            "lk.agent.pre-connect-audio-buffer",
            "lk.transcription",
            "");
    private static final List<String> KEYS = List.of(
            "lk.rpc_request_id",
            "lk.rpc_request_method",
            "lk.rpc_request_response_timeout_ms",
            "lk.rpc_request_version",
            "trackId",
            "sampleRate",
            "channels");

    private final VirtualStrand strand = new VirtualStrand();

    private static final class NobodyKnown implements RpcPeers {
        @Override
        public OptionalInt clientProtocol(String identity) {
            return OptionalInt.of(identity.length() % 2);
        }

        @Override
        public boolean serverForwardsCalls() {
            return true;
        }
    }

    private DataPackets agent() {
        DataPackets agent = new DataPackets(
                strand,
                (packet, kind) -> CompletableFuture.completedStage(Done.getInstance()),
                new NobodyKnown(),
                LIMITS,
                () -> "id");
        agent.incoming().onText("text", reader -> {});
        agent.incoming().onBytes("files", reader -> {});
        agent.onPreConnectAudio(audio -> {});
        agent.methods().register("never", call -> new CompletableFuture<>());
        agent.methods().register("bug", call -> {
            throw RpcException.of(1, "refused", "");
        });
        return agent;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldStayWithinLimits(long seed) {
        Random random = new Random(seed);
        DataPackets agent = agent();
        for (int i = 0; i < 20_000; i++) {
            agent.receive(packet(random));
            if (random.nextInt(500) == 0) {
                agent.participantLeft(identity(random));
            }
            if (random.nextInt(200) == 0) {
                strand.pass(Duration.ofSeconds(random.nextInt(4)));
            }
            assertThat(agent.incoming().unreadBytes()).isBetween(0L, LIMITS.unreadBytes());
            assertThat(agent.incoming().openStreams()).isLessThanOrEqualTo(LIMITS.streams());
            assertThat(agent.methods().runningCalls()).isLessThanOrEqualTo(64);
        }

        strand.pass(Duration.ofMinutes(20));
        assertThat(agent.incoming().openStreams()).isZero();
        assertThat(agent.methods().runningCalls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveBytesThatAreNoPackets(long seed) {
        Random random = new Random(seed);
        DataPackets agent = agent();
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = random.nextBoolean() ? packet(random).toByteArray() : new byte[random.nextInt(200)];
            for (int flips = random.nextInt(8); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            agent.receive(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
        }
        assertThat(agent.incoming().unreadBytes()).isBetween(0L, LIMITS.unreadBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldDeliverInterleavedStreamsWhole(long seed) {
        Random random = new Random(seed);
        Forwarder room = new Forwarder();
        DataPackets agent = room.join("agent", 1);
        Map<String, String> read = new HashMap<>();
        agent.incoming()
                .onText(
                        "text",
                        reader -> reader.readAll(1 << 20)
                                .thenAccept(text -> read.put(
                                        reader.info().sender() + reader.info().id(), text)));
        Map<TextStreamWriter, StringBuilder> writers = new HashMap<>();
        Map<String, String> expected = new HashMap<>();
        List<TextStreamWriter> open = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            DataPackets sender = room.join(name, 1);
            for (int i = 0; i < 10; i++) {
                TextStreamWriter writer = sender.outgoing().text(StreamOptions.text("text"));
                writers.put(writer, new StringBuilder(name + writer.id()));
                open.add(writer);
            }
        }
        writers.values().forEach(text -> expected.put(text.toString(), ""));
        while (!open.isEmpty()) {
            TextStreamWriter writer = open.get(random.nextInt(open.size()));
            if (random.nextInt(20) == 0) {
                writer.close();
                open.remove(writer);
            } else {
                String piece = "€".repeat(random.nextInt(12_000));
                writer.write(piece);
                String key = String.valueOf(writers.get(writer));
                expected.merge(key, piece, String::concat);
            }
            room.forwarded.clear();
        }
        expected.values().removeIf(text -> text.length() * 3 > 1 << 20);

        assertThat(expected).isNotEmpty();
        assertThat(read).containsAllEntriesOf(expected);
    }

    private static String identity(Random random) {
        return "user".substring(random.nextInt(4)) + random.nextInt(6);
    }

    private static String id(Random random) {
        return random.nextInt(50) == 0 ? "x".repeat(random.nextInt(300)) : "s" + random.nextInt(12);
    }

    private static long number(Random random) {
        return random.nextInt(20) == 0 ? random.nextLong() : random.nextInt(6);
    }

    private static DataPacket packet(Random random) {
        DataPacket.Builder packet = DataPacket.newBuilder()
                .setParticipantIdentity(identity(random))
                .setParticipantSid(random.nextBoolean() ? "" : "PA_" + random.nextInt())
                .setSequence((int) number(random));
        switch (random.nextInt(12)) {
            case 0 -> packet.setUser(UserPacket.newBuilder().setPayload(bytes(random)));
            case 1 ->
                packet.setSipDtmf(
                        SipDTMF.newBuilder().setCode((int) number(random)).setDigit(id(random)));
            case 2 ->
                packet.setChatMessage(ChatMessage.newBuilder()
                        .setTimestamp(random.nextLong())
                        .setDeleted(random.nextBoolean())
                        .setMessage("x".repeat(random.nextInt(100_000))));
            case 3 ->
                packet.setRpcRequest(RpcRequest.newBuilder()
                        .setId(id(random))
                        .setMethod(List.of("never", "bug", "none").get(random.nextInt(3)))
                        .setVersion(random.nextInt(3))
                        .setResponseTimeoutMs(random.nextInt()));
            case 4 -> packet.setRpcAck(RpcAck.newBuilder().setRequestId(id(random)));
            case 5 ->
                packet.setRpcResponse(RpcResponse.newBuilder()
                        .setRequestId(id(random))
                        .setError(RpcError.newBuilder().setCode(random.nextInt())));
            case 6, 7 -> packet.setStreamHeader(header(random));
            case 8, 9, 10 ->
                packet.setStreamChunk(DataStream.Chunk.newBuilder()
                        .setStreamId(id(random))
                        .setChunkIndex(number(random))
                        .setContent(bytes(random)));
            default ->
                packet.setStreamTrailer(DataStream.Trailer.newBuilder()
                        .setStreamId(id(random))
                        .setReason(random.nextInt(4) == 0 ? "gave up" : ""));
        }
        return packet.build();
    }

    private static DataStream.Header header(Random random) {
        DataStream.Header.Builder header = DataStream.Header.newBuilder()
                .setStreamId(id(random))
                .setTimestamp(random.nextLong())
                .setTopic(TOPICS.get(random.nextInt(TOPICS.size())));
        for (String key : KEYS) {
            if (random.nextBoolean()) {
                header.putAttributes(key, random.nextBoolean() ? "2" : Long.toString(random.nextLong()));
            }
        }
        if (random.nextInt(4) == 0) {
            header.setTotalLength(number(random));
        }
        if (random.nextInt(6) == 0) {
            header.setInlineContent(bytes(random)).setCompressionValue(random.nextInt(3));
        }
        return random.nextBoolean()
                ? header.setByteHeader(DataStream.ByteHeader.getDefaultInstance())
                        .build()
                : header.setTextHeader(DataStream.TextHeader.getDefaultInstance())
                        .build();
    }

    private static ByteString bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 30_000 : 40)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
