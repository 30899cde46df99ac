package dev.parley.realtime.livekit.stream;

import static dev.parley.realtime.livekit.stream.Packets.chunk;
import static dev.parley.realtime.livekit.stream.Packets.textHeader;
import static dev.parley.realtime.livekit.stream.Packets.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.livekit.proto.DataStream;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class IncomingStreamsTest {
    private static final String TOPIC = "notes";
    private static final StreamLimits LIMITS = new StreamLimits(4, 2, 1_100, 2_000, Duration.ofSeconds(10));

    private final VirtualStrand strand = new VirtualStrand();
    private final DropCounts drops = new DropCounts();
    private final IncomingStreams streams = new IncomingStreams(strand, LIMITS, drops);
    private final List<TextStreamReader> readers = new ArrayList<>();

    IncomingStreamsTest() {
        streams.onText(TOPIC, readers::add);
    }

    private TextStreamReader begin(String sender, String id) {
        streams.header(sender, textHeader(id, TOPIC));
        return readers.get(readers.size() - 1);
    }

    private static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(future).isDone();
        return future.join();
    }

    private static StreamFailure.Reason reason(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertThat(future).isCompletedExceptionally();
        return assertThatThrownBy(future::join)
                .cause()
                .asInstanceOf(type(StreamFailure.class))
                .actual()
                .reason();
    }

    @Test
    void shouldPutATextTogether() {
        TextStreamReader reader = begin("alice", "s1");
        CompletionStage<String> text = reader.readAll(1_000);

        streams.chunk("alice", chunk("s1", 0, "Grüß "));
        streams.chunk("alice", chunk("s1", 1, "Gott"));
        assertThat(text.toCompletableFuture()).isNotDone();
        streams.trailer(
                "alice",
                DataStream.Trailer.newBuilder()
                        .setStreamId("s1")
                        .putAttributes("final", "true")
                        .build());

        assertThat(now(text)).isEqualTo("Grüß Gott");
        assertThat(now(reader.closingAttributes())).isEqualTo(Map.of("final", "true"));
        assertThat(streams.openStreams()).isZero();
        assertThat(streams.unreadBytes()).isZero();
    }

    @Test
    void shouldKeepWhatComesBeforeItIsRead() {
        TextStreamReader reader = begin("alice", "s1");
        streams.chunk("alice", chunk("s1", 0, "early"));
        streams.trailer("alice", trailer("s1"));

        assertThat(now(reader.readAll(1_000))).isEqualTo("early");
        assertThat(streams.unreadBytes()).isZero();
    }

    @Test
    void shouldPutChunksInOrderAndDropRepeatedOnes() {
        TextStreamReader reader = begin("alice", "s1");
        streams.chunk("alice", chunk("s1", 0, "a"));
        streams.chunk("alice", chunk("s1", 2, "c"));
        streams.chunk("alice", chunk("s1", 2, "X"));
        streams.chunk("alice", chunk("s1", 0, "X"));
        streams.chunk("alice", chunk("s1", 1, "b"));
        streams.trailer("alice", trailer("s1"));

        assertThat(now(reader.readAll(1_000))).isEqualTo("abc");
        assertThat(drops.of(Dropped.DUPLICATE)).isEqualTo(2);
    }

    @Test
    void shouldFailWithWhatIsMissing() {
        TextStreamReader reader = begin("alice", "s1");
        streams.chunk("alice", chunk("s1", 0, "a"));
        streams.chunk("alice", chunk("s1", 2, "c"));
        streams.trailer("alice", trailer("s1"));

        assertThatThrownBy(() -> now(reader.readAll(1_000))).hasMessageContaining("chunk 1 is missing");
        assertThat(reason(reader.closingAttributes())).isEqualTo(StreamFailure.Reason.INCOMPLETE);
        assertThat(streams.unreadBytes()).isZero();
    }

    @Test
    void shouldFailWhenTooMuchIsAheadOfAMissingChunk() {
        TextStreamReader reader = begin("alice", "s1");
        for (int i = 1; i <= 17; i++) {
            streams.chunk("alice", chunk("s1", i, ""));
        }

        assertThat(reason(reader.readAll(1_000))).isEqualTo(StreamFailure.Reason.INCOMPLETE);
        assertThat(streams.openStreams()).isZero();
        assertThat(streams.unreadBytes()).isZero();
    }

    @Test
    void shouldHoldASenderToTheAnnouncedLength() {
        streams.header(
                "alice", textHeader("s1", TOPIC).toBuilder().setTotalLength(3).build());
        streams.header(
                "alice", textHeader("s2", TOPIC).toBuilder().setTotalLength(3).build());

        streams.chunk("alice", chunk("s1", 0, "abcd"));
        streams.chunk("alice", chunk("s2", 0, "ab"));
        streams.trailer("alice", trailer("s2"));

        assertThat(reason(readers.get(0).readAll(99))).isEqualTo(StreamFailure.Reason.INCOMPLETE);
        assertThat(reason(readers.get(1).readAll(99))).isEqualTo(StreamFailure.Reason.INCOMPLETE);
    }

    @Test
    void shouldTellWhyTheSenderGaveUp() {
        TextStreamReader reader = begin("alice", "s1");
        streams.trailer(
                "alice",
                DataStream.Trailer.newBuilder()
                        .setStreamId("s1")
                        .setReason("file is gone")
                        .build());

        CompletionStage<String> text = reader.readAll(99);
        assertThat(reason(text)).isEqualTo(StreamFailure.Reason.ABORTED);
        assertThatThrownBy(() -> now(text)).hasMessageContaining("file is gone");
    }

    @Test
    void shouldKeepStreamsOfTwoSendersApartEvenUnderOneId() {
        TextStreamReader alices = begin("alice", "same");
        TextStreamReader bobs = begin("bob", "same");

        streams.chunk("alice", chunk("same", 0, "from alice"));
        streams.chunk("bob", chunk("same", 0, "from bob"));
        streams.trailer("mallory", trailer("same"));
        streams.trailer("alice", trailer("same"));
        streams.trailer("bob", trailer("same"));

        assertThat(now(alices.readAll(99))).isEqualTo("from alice");
        assertThat(now(bobs.readAll(99))).isEqualTo("from bob");
        assertThat(drops.of(Dropped.UNKNOWN_STREAM)).isEqualTo(1);
    }

    @Test
    void shouldFailTheStreamsOfSomebodyWhoLeft() {
        TextStreamReader gone = begin("alice", "s1");
        TextStreamReader stays = begin("bob", "s2");
        CompletionStage<String> waiting = gone.readAll(99);
        streams.chunk("alice", chunk("s1", 0, "half a"));

        streams.senderLeft("alice");
        streams.chunk("bob", chunk("s2", 0, "whole"));
        streams.trailer("bob", trailer("s2"));

        assertThat(reason(waiting)).isEqualTo(StreamFailure.Reason.DISCONNECTED);
        assertThat(now(stays.readAll(99))).isEqualTo("whole");
    }

    @Test
    void shouldGiveUpASilentStreamOnly() {
        TextStreamReader silent = begin("alice", "s1");
        TextStreamReader slow = begin("bob", "s2");
        for (int i = 0; i < 4; i++) {
            strand.pass(Duration.ofSeconds(6));
            streams.chunk("bob", chunk("s2", i, "."));
        }
        streams.trailer("bob", trailer("s2"));

        assertThat(reason(silent.readAll(99))).isEqualTo(StreamFailure.Reason.TIMED_OUT);
        assertThat(now(slow.readAll(99))).isEqualTo("....");
    }

    @Test
    void shouldFailAStreamThatIsNotRead() {
        TextStreamReader reader = begin("alice", "s1");
        streams.chunk("alice", chunk("s1", 0, "x".repeat(900)));
        streams.chunk("alice", chunk("s1", 1, "x".repeat(900)));

        assertThat(reason(reader.readAll(9_999))).isEqualTo(StreamFailure.Reason.TOO_MUCH);
        assertThat(streams.unreadBytes()).isZero();
        assertThat(streams.openStreams()).isZero();
    }

    @Test
    void shouldCountTinyChunksByWhatTheyTake() {
        TextStreamReader reader = begin("alice", "s1");
        for (int i = 0; i < 1_000; i++) {
            streams.chunk("alice", chunk("s1", i, "x"));
        }

        assertThat(reason(reader.readAll(9_999))).isEqualTo(StreamFailure.Reason.TOO_MUCH);
    }

    @Test
    void shouldBoundWhatAllStreamsKeep() {
        begin("alice", "s1");
        begin("bob", "s2");
        begin("carol", "s3");
        streams.chunk("alice", chunk("s1", 0, "x".repeat(900)));
        streams.chunk("bob", chunk("s2", 0, "x".repeat(900)));
        streams.chunk("carol", chunk("s3", 0, "x".repeat(900)));

        assertThat(reason(readers.get(2).readAll(9_999))).isEqualTo(StreamFailure.Reason.TOO_MUCH);
        assertThat(streams.unreadBytes()).isEqualTo(2 * (900 + 64));
    }

    @Test
    void shouldBoundStreamsOfOneAndOfAll() {
        begin("alice", "a1");
        begin("alice", "a2");
        streams.header("alice", textHeader("a3", TOPIC));
        begin("bob", "b1");
        begin("carol", "c1");
        streams.header("dora", textHeader("d1", TOPIC));

        assertThat(drops.of(Dropped.TOO_MANY_STREAMS)).isEqualTo(2);
        assertThat(readers).hasSize(4);
    }

    @Test
    void shouldMakeRoomWhenAReaderIsClosed() {
        begin("alice", "a1").close();
        begin("alice", "a2").close();
        begin("alice", "a3");
        streams.chunk("alice", chunk("a1", 0, "unwanted"));

        assertThat(readers).hasSize(3);
        assertThat(streams.unreadBytes()).isZero();
        assertThat(drops.of(Dropped.UNKNOWN_STREAM)).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatItCannotUse() {
        streams.header("alice", textHeader("", TOPIC));
        streams.header("alice", textHeader("x".repeat(257), TOPIC));
        streams.header("alice", textHeader("s1", "other"));
        streams.header(
                "alice",
                textHeader("s2", TOPIC).toBuilder()
                        .setCompression(DataStream.CompressionType.DEFLATE_RAW)
                        .build());
        begin("alice", "s3");
        streams.header("alice", textHeader("s3", TOPIC));

        assertThat(drops.of(Dropped.BAD_HEADER)).isEqualTo(4);
        assertThat(drops.of(Dropped.UNHEARD_TOPIC)).isEqualTo(1);
        assertThat(readers).hasSize(1);
    }

    @Test
    void shouldReadAStreamThatCameInOnePacket() {
        streams.header(
                "alice",
                textHeader("s1", TOPIC).toBuilder()
                        .setInlineContent(com.google.protobuf.ByteString.copyFromUtf8("short"))
                        .build());

        assertThat(now(readers.get(0).readAll(99))).isEqualTo("short");
    }

    @Test
    void shouldBeReadOnce() {
        TextStreamReader reader = begin("alice", "s1");
        reader.readAll(99);

        assertThat(reason(reader.readAll(99))).isEqualTo(StreamFailure.Reason.CLOSED);
    }

    @Test
    void shouldNotReadMoreThanWanted() {
        TextStreamReader reader = begin("alice", "s1");
        CompletionStage<String> text = reader.readAll(3);
        streams.chunk("alice", chunk("s1", 0, "four"));

        assertThat(reason(text)).isEqualTo(StreamFailure.Reason.TOO_MUCH);
        assertThat(streams.openStreams()).isZero();
    }

    @Test
    void shouldTakeOneListenerForATopic() {
        assertThatThrownBy(() -> streams.onText(TOPIC, readers::add)).hasMessageContaining("[notes] has a listener");

        streams.removeListeners(TOPIC);
        streams.onText(TOPIC, readers::add);
    }

    @Test
    void shouldSurviveAListenerThatThrows() {
        streams.onText("bug", reader -> {
            throw new IllegalStateException("a bug");
        });
        streams.header("alice", textHeader("s1", "bug"));
        streams.chunk("alice", chunk("s1", 0, "text"));

        assertThat(drops.of(Dropped.LISTENER_FAILED)).isEqualTo(1);
        assertThat(streams.unreadBytes()).isZero();
    }

    @Test
    void shouldEndAllWhenTheRoomIsLeft() {
        CompletionStage<String> text = begin("alice", "s1").readAll(99);
        streams.disconnected();

        assertThat(reason(text)).isEqualTo(StreamFailure.Reason.DISCONNECTED);
    }
}
