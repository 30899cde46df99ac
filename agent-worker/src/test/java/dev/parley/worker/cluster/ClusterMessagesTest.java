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
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.ToolFlag;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.JobRecord;
import dev.parley.worker.cluster.internal.NodeLoad;
import dev.parley.worker.cluster.internal.PeerMessage;
import dev.parley.worker.cluster.internal.ToolMessage;
import dev.parley.worker.job.JobEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What crosses a node arrives as it was sent, also from a node of a later version. */
class ClusterMessagesTest {
    private static final String NODE = "10.0.0.5:25520";

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
        return Stream.of(placements(), forwards(), jobs(), tools())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ClusterMessage> placements() {
        NodeLoad load = new NodeLoad(100, 7, 0.25, 12, false, true);
        return List.of(
                new PeerMessage.Reserve(NODE, 1, "call-1", Optional.of(10_000L)),
                new PeerMessage.Reserved(NODE, 1, PeerMessage.Verdict.EXISTS, 9, load, 3),
                new PeerMessage.Release(NODE, 1),
                new PeerMessage.Report(NODE, 5, load, 3),
                new PeerMessage.CallsWanted(NODE),
                new PeerMessage.RunningCalls(NODE, 3, List.of("a", "b"), List.of("c")),
                new PeerMessage.Propose(NODE, 2, "call-1", 3),
                new PeerMessage.Vote(NODE, 2, Optional.of("10.0.0.6:25520")),
                new PeerMessage.Settled(NODE, 2, "call-1", Optional.of(new JobRecord.Placed(NODE, 4))),
                new PeerMessage.SettleWanted(NODE, 2, "call-1"));
    }

    private static List<ClusterMessage> forwards() {
        return List.of(
                new ForwardMessage.FindCall("call-1", ref()),
                new ForwardMessage.CallFound(NODE, true, Optional.of("10.0.0.6:25520")),
                new ForwardMessage.Request(
                        NODE,
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
                        NODE,
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
                new ForwardMessage.OpenSocket(NODE, Optional.of(4L), "/api/calls/a/ws", stream(), ref()),
                new ForwardMessage.SocketAnswer(Optional.of(stream()), Optional.empty()),
                new ForwardMessage.DrainNode(ref()),
                new ForwardMessage.DrainBegun(NODE));
    }

    private static List<ClusterMessage> jobs() {
        return List.of(
                new JobMessage.RunJob(NODE, 4, "livekit-link", "ws://127.0.0.1:7880", "CgRB", ref()),
                new JobMessage.JobBegan(ref()),
                new JobMessage.JobRefused("call: AJ_1 is running"),
                new JobMessage.FollowJob("AJ_1"),
                new JobMessage.JobLeaving(JobEnd.Kind.COMPLETED, "session closed"),
                new JobMessage.EndJob("job: terminated by the LiveKit server"),
                new JobMessage.EndTold("AJ_1"));
    }

    private static List<ClusterMessage> tools() {
        return List.of(
                new ToolMessage.ToolNames(NODE, Map.of("cook", 2), ref()),
                new ToolMessage.ToolsWanted(List.of("cook"), ref()),
                new ToolMessage.ToolListed(
                        NODE,
                        "cook",
                        2,
                        "Cooks",
                        "{\"type\":\"object\"}",
                        Set.of(ToolFlag.CANCELLABLE),
                        OnDuplicate.REJECT,
                        DuplicateScope.NAME_AND_ARGS,
                        Optional.of(9_000L)),
                new ToolMessage.RunTool("cook", 2, "{}", "session-1", "call-1", "speech-1", ref()),
                new ToolMessage.ToolRunning(ref()),
                new ToolMessage.ToolDone(ToolMessage.Result.SILENT, ""),
                new ToolMessage.ToolDoneHeard("call-1"),
                new ToolMessage.CancelTool("call-1"),
                new ToolMessage.UpdateFromTool("the oven is hot"),
                new ToolMessage.ContextAsk(3, ToolMessage.Wish.WAIT_FOR_PLAYOUT),
                new ToolMessage.ContextAnswer(3, Optional.of("the session has ended")));
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
        Object arrived = read(message, written(message));
        assertThat(arrived).hasToString(message.toString());
        assertThat(written((ClusterMessage) arrived)).isEqualTo(written(message));
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

    /** A node of an earlier version asks for a place without saying for how long. */
    @Test
    void shouldBeReadWithoutWhatCameLater() throws Exception {
        PeerMessage.Reserve wish = new PeerMessage.Reserve("10.0.0.5:25520", 1, "call-1", Optional.of(10_000L));
        ObjectNode tree = (ObjectNode) CBOR.readTree(written(wish));
        tree.remove("holdMillis");

        assertThat(read(wish, CBOR.writeValueAsBytes(tree)))
                .isEqualTo(new PeerMessage.Reserve("10.0.0.5:25520", 1, "call-1", Optional.empty()));
    }

    @Test
    void shouldCoverEveryMessage() {
        List<Class<?>> all = new ArrayList<>(List.of(PeerMessage.class.getPermittedSubclasses()));
        all.addAll(List.of(ForwardMessage.class.getPermittedSubclasses()));
        all.addAll(List.of(ToolMessage.class.getPermittedSubclasses()));
        all.addAll(List.of(JobMessage.class.getPermittedSubclasses()));

        assertThat(messages().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(Class::isRecord).toList());
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
