package dev.parley.realtime.livekit.stream;

import static dev.parley.realtime.livekit.stream.Packets.chunk;
import static dev.parley.realtime.livekit.stream.Packets.textHeader;
import static dev.parley.realtime.livekit.stream.Packets.trailer;
import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import com.google.protobuf.ByteString;
import dev.parley.livekit.proto.DataStream;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import dev.parley.testkit.ActorKit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class StreamSourcesTest {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final IncomingStreams streams =
            new IncomingStreams(new VirtualStrand(), StreamLimits.standard(), new DropCounts());
    private final List<TextStreamReader> texts = new ArrayList<>();
    private final List<ByteStreamReader> files = new ArrayList<>();

    StreamSourcesTest() {
        streams.onText("notes", texts::add);
        streams.onBytes("files", files::add);
    }

    private TestSubscriber.Probe<String> readText() {
        streams.header("alice", textHeader("s1", "notes"));
        TestSubscriber.Probe<String> probe = texts.get(0).text().runWith(TestSink.create(KIT.system()), KIT.system());
        probe.ensureSubscription();
        return probe;
    }

    @Test
    void shouldGiveTextAsItComes() {
        TestSubscriber.Probe<String> probe = readText();

        streams.chunk("alice", chunk("s1", 0, "one "));
        assertThat(probe.requestNext()).isEqualTo("one ");
        streams.chunk("alice", chunk("s1", 1, "two"));
        assertThat(probe.requestNext()).isEqualTo("two");
        streams.trailer("alice", trailer("s1"));
        probe.request(1).expectComplete();
    }

    @Test
    void shouldPutACharacterTogetherThatWasCut() {
        TestSubscriber.Probe<String> probe = readText();
        byte[] clef = "𝄞".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        streams.chunk("alice", raw(0, ByteString.copyFrom(clef, 0, 3)));
        streams.chunk("alice", raw(1, ByteString.copyFrom(clef, 3, 1)));
        assertThat(probe.requestNext()).isEqualTo("𝄞");

        streams.chunk("alice", raw(2, ByteString.copyFrom(clef, 0, 2)));
        streams.trailer("alice", trailer("s1"));
        assertThat(probe.requestNext()).isEqualTo("\uFFFD");
        probe.expectComplete();
    }

    private static DataStream.Chunk raw(long index, ByteString content) {
        return DataStream.Chunk.newBuilder()
                .setStreamId("s1")
                .setChunkIndex(index)
                .setContent(content)
                .build();
    }

    @RepeatedTest(200)
    void shouldGiveWhatCameBeforeTheFailure() {
        TestSubscriber.Probe<String> probe = readText();

        streams.chunk("alice", chunk("s1", 0, "half"));
        streams.senderLeft("alice");

        assertThat(probe.requestNext()).isEqualTo("half");
        probe.request(1);
        assertThat(probe.expectError()).isInstanceOf(StreamFailure.class).hasMessageContaining("its sender left");
    }

    @Test
    void shouldCloseTheStreamWhenTheReaderCancels() {
        TestSubscriber.Probe<String> probe = readText();
        streams.chunk("alice", chunk("s1", 0, "one"));
        probe.requestNext("one");

        probe.cancel();

        KIT.probe(Object.class).awaitAssert(() -> {
            assertThat(streams.openStreams()).isZero();
            return null;
        });
    }

    @Test
    void shouldGiveBytes() {
        streams.header(
                "alice",
                DataStream.Header.newBuilder()
                        .setStreamId("s1")
                        .setTopic("files")
                        .setByteHeader(DataStream.ByteHeader.newBuilder().setName("a.bin"))
                        .build());
        TestSubscriber.Probe<akka.util.ByteString> probe =
                files.get(0).bytes().runWith(TestSink.create(KIT.system()), KIT.system());
        probe.ensureSubscription();
        streams.chunk("alice", raw(0, ByteString.copyFrom(new byte[] {1, -1})));
        streams.trailer("alice", trailer("s1"));

        assertThat(files.get(0).info().name()).isEqualTo("a.bin");
        assertThat(probe.requestNext().toArray()).containsExactly(1, -1);
        probe.request(1);
        probe.expectComplete();
    }
}
