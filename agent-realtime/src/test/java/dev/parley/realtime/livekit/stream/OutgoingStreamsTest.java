package dev.parley.realtime.livekit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.util.ByteString;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DataStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutgoingStreamsTest {
    private final Packets packets = new Packets();
    private final OutgoingStreams streams =
            new OutgoingStreams(packets, InstantSource.fixed(Instant.ofEpochMilli(1_234)), () -> "id");

    @Test
    void shouldSendHeaderChunksAndTrailer() {
        TextStreamWriter writer = streams.text(StreamOptions.text("notes")
                .to(List.of("bob"))
                .inTheNameOf("alice")
                .withTotalBytes(5)
                .withAttributes(Map.of("k", "v")));
        writer.write("Hello");
        writer.close(Map.of("last", "yes"));

        assertThat(packets.sent).allSatisfy(packet -> {
            assertThat(packet.getDestinationIdentitiesList()).containsExactly("bob");
            assertThat(packet.getParticipantIdentity()).isEqualTo("alice");
        });
        assertThat(packets.sent.get(0).getStreamHeader())
                .isEqualTo(DataStream.Header.newBuilder()
                        .setStreamId("id")
                        .setTimestamp(1_234)
                        .setTopic("notes")
                        .setMimeType("text/plain")
                        .setTotalLength(5)
                        .putAttributes("k", "v")
                        .setTextHeader(DataStream.TextHeader.getDefaultInstance())
                        .build());
        assertThat(packets.sent.get(1).getStreamChunk()).isEqualTo(Packets.chunk("id", 0, "Hello"));
        assertThat(packets.sent.get(2).getStreamTrailer().getAttributesMap()).isEqualTo(Map.of("last", "yes"));
        assertThat(packets.sent).hasSize(3);
    }

    @Test
    void shouldCutTextsBetweenCharacters() {
        Random random = new Random(7);
        String signs = "aé€𝄞";
        int[] points = signs.codePoints().toArray();
        for (int round = 0; round < 50; round++) {
            StringBuilder text = new StringBuilder();
            int characters = random.nextInt(30_000);
            for (int i = 0; i < characters; i++) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            List<com.google.protobuf.ByteString> pieces = ChunkContents.ofText(text.toString());

            StringBuilder read = new StringBuilder();
            assertThat(pieces).allSatisfy(piece -> {
                assertThat(piece.size()).isBetween(1, 15_000);
                assertThat(piece.isValidUtf8()).isTrue();
                read.append(piece.toStringUtf8());
            });
            assertThat(read.toString()).isEqualTo(text.toString());
        }
    }

    @Test
    void shouldWaitForTheOtherHalfOfACharacter() {
        TextStreamWriter writer = streams.text(StreamOptions.text("notes"));
        writer.write("a\uD834");
        writer.write("\uDD1Eb");

        assertThat(packets.sent.get(1).getStreamChunk().getContent().toStringUtf8())
                .isEqualTo("a");
        assertThat(packets.sent.get(2).getStreamChunk().getContent().toStringUtf8())
                .isEqualTo("𝄞b");
    }

    @Test
    void shouldCutBytes() {
        byte[] bytes = new byte[40_000];
        new Random(3).nextBytes(bytes);
        streams.bytes(StreamOptions.bytes("files", "a.bin")).write(ByteString.fromArray(bytes));

        assertThat(packets.sent.get(0).getStreamHeader().getByteHeader().getName())
                .isEqualTo("a.bin");
        assertThat(packets.sent.subList(1, packets.sent.size()))
                .extracting(packet -> packet.getStreamChunk().getContent().size())
                .containsExactly(15_000, 15_000, 10_000);
        assertThat(packets.sent.stream()
                        .skip(1)
                        .map(packet -> packet.getStreamChunk().getContent())
                        .reduce(com.google.protobuf.ByteString.EMPTY, com.google.protobuf.ByteString::concat)
                        .toByteArray())
                .isEqualTo(bytes);
    }

    @Test
    void shouldSendNothingAheadOfWhatWaits() {
        CompletableFuture<Done> out = packets.block();
        TextStreamWriter writer = streams.text(StreamOptions.text("notes"));
        CompletableFuture<Done> written = writer.write("Hello").toCompletableFuture();

        assertThat(packets.sent).hasSize(1);
        assertThat(written).isNotDone();
        out.complete(Done.getInstance());
        assertThat(packets.sent).hasSize(2);
        assertThat(written).isCompleted();
    }

    @Test
    void shouldFailWhatFollowsAFailure() {
        packets.block().completeExceptionally(new IllegalStateException("no channel"));
        TextStreamWriter writer = streams.text(StreamOptions.text("notes"));

        assertThat(writer.write("Hello").toCompletableFuture()).isCompletedExceptionally();
        assertThat(writer.close().toCompletableFuture()).isCompletedExceptionally();
        assertThat(packets.sent).extracting(DataPacket::getValueCase).containsOnly(DataPacket.ValueCase.STREAM_HEADER);
    }

    @Test
    void shouldRefuseMoreThanItMayKeep() {
        assertThat(packets.block()).isNotDone();
        TextStreamWriter writer = streams.text(StreamOptions.text("notes"));
        writer.write("x".repeat(4 << 20));

        assertThatThrownBy(() -> writer.write("x").toCompletableFuture().join())
                .hasMessageContaining("4194304 bytes to send");
    }

    @Test
    void shouldRefuseWhatComesAfterTheEnd() {
        TextStreamWriter writer = streams.text(StreamOptions.text("notes"));
        writer.fail("");
        writer.close();

        assertThat(packets.sent.get(1).getStreamTrailer().getReason()).isEqualTo("aborted");
        assertThat(packets.sent).hasSize(2);
        assertThatThrownBy(() -> writer.write("x").toCompletableFuture().join()).hasMessageContaining("closed");
    }
}
