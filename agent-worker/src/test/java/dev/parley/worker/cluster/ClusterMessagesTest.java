package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import akka.stream.SourceRef;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.NodeLoad;
import dev.parley.worker.cluster.internal.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What crosses a node arrives as it was sent, also from a node of a later version. */
class ClusterMessagesTest {
    private static final CBORMapper CBOR = new CBORMapper();
    private static ActorTestKit kit;
    private static Serialization serialization;

    @BeforeAll
    static void start() {
        ClusterOptions options = ClusterOptions.of(
                        ConfigFactory.parseString("parley.cluster { seed-nodes = \"127.0.0.1:25520\", port = 0 }")
                                .withFallback(ConfigFactory.load()))
                .orElseThrow();
        kit = ActorTestKit.create("parley", ClusterConfig.joined(ConfigFactory.load(), options));
        serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    static List<ClusterMessage> messages() {
        NodeLoad load = new NodeLoad(100, 7, 0.25, 12, false, true);
        String node = "10.0.0.5:25520";
        return List.of(
                new PeerMessage.Reserve(node, 1, "call-1"),
                new PeerMessage.Reserved(node, 1, PeerMessage.Verdict.EXISTS, 9, load),
                new PeerMessage.Release(node, 1),
                new PeerMessage.Report(node, 5, load, 3),
                new PeerMessage.CallsWanted(node),
                new PeerMessage.RunningCalls(node, 3, List.of("a", "b"), List.of("c")),
                new ForwardMessage.FindCall("call-1", ref()),
                new ForwardMessage.CallFound(node, true),
                new ForwardMessage.Request(
                        node,
                        Optional.of(4L),
                        "POST",
                        "/api/calls/a/audio?rate=16000",
                        "application/octet-stream",
                        Map.of("content-encoding", "identity"),
                        Optional.empty(),
                        Optional.of(3L),
                        Optional.of(stream()),
                        ref()),
                new ForwardMessage.Request(
                        node,
                        Optional.empty(),
                        "GET",
                        "/api/calls/a",
                        "none/none",
                        Map.of(),
                        Optional.of(""),
                        Optional.empty(),
                        Optional.empty(),
                        ref()),
                new ForwardMessage.Response(
                        503, "application/json", Map.of("Retry-After", "5"), Optional.of("{}"), Optional.empty()),
                new ForwardMessage.Response(
                        200, "text/event-stream", Map.of(), Optional.empty(), Optional.of(stream())),
                new ForwardMessage.OpenSocket(node, Optional.of(4L), "/api/calls/a/ws", stream(), ref()),
                new ForwardMessage.SocketAnswer(Optional.of(stream()), Optional.empty()),
                new ForwardMessage.DrainNode(ref()),
                new ForwardMessage.DrainBegun(node));
    }

    private static <T> ActorRef<T> ref() {
        return kit.<T>createTestProbe().getRef();
    }

    private static SourceRef<ByteString> stream() {
        return Source.single(ByteString.fromString("abc")).runWith(StreamRefs.sourceRef(), kit.system());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldArriveAsItWasSent(ClusterMessage message) {
        assertThat(read(message, written(message))).hasToString(message.toString());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldBeReadWhenItHasGainedAField(ClusterMessage message) throws Exception {
        ObjectNode tree = (ObjectNode) CBOR.readTree(written(message));
        tree.putObject("field-of-a-later-version").put("value", 1);

        assertThat(read(message, CBOR.writeValueAsBytes(tree))).hasToString(message.toString());
    }

    /** A node of an earlier version doesn't send what was optional from the beginning. */
    @Test
    void shouldBeReadWithoutWhatIsOptional() throws Exception {
        ForwardMessage.Response whole =
                new ForwardMessage.Response(200, "application/json", Map.of(), Optional.of("{}"), Optional.empty());
        ObjectNode tree = (ObjectNode) CBOR.readTree(written(whole));
        tree.remove("body");

        assertThat(read(whole, CBOR.writeValueAsBytes(tree))).isEqualTo(whole);
    }

    @Test
    void shouldCoverEveryMessage() {
        List<Class<?>> all = new ArrayList<>(List.of(PeerMessage.class.getPermittedSubclasses()));
        all.addAll(List.of(ForwardMessage.class.getPermittedSubclasses()));

        assertThat(messages().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(all);
    }

    private static byte[] written(ClusterMessage message) {
        return serialization.serialize(message).get();
    }

    private static Object read(ClusterMessage message, byte[] bytes) {
        Serializer serializer = serialization.findSerializerFor(message);
        return serialization
                .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();
    }
}
