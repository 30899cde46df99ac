package dev.parley.worker.livekit.internal;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.Authorization;
import akka.http.javadsl.model.headers.HttpCredentials;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketRequest;
import akka.http.javadsl.model.ws.WebSocketUpgradeResponse;
import akka.http.javadsl.settings.ClientConnectionSettings;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.KillSwitches;
import akka.stream.QueueOfferResult;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.livekit.internal.LinkEvent.Outlook;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket to a server, binary frames only. What happens is told to a listener, in order, ending with one {@link
 * LinkEvent.SocketLost}. Thread-safe; no method blocks.
 *
 * <p>Queues: up to 256 messages wait to be sent, one more ends the connection, since a server that takes none for that long is
 * gone. One message at a time comes in, and the socket isn't read while the listener has not taken it.
 */
public final class LinkSocket {
    private static final Logger LOG = LoggerFactory.getLogger(LinkSocket.class);
    private static final int MOST_WAITING = 256;
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration FRAME = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final BoundedSourceQueue<WorkerMessage> out;
    private final UniqueKillSwitch connection;
    private final CompletionStage<Done> ended;

    private LinkSocket(
            ActorSystem<?> system,
            BoundedSourceQueue<WorkerMessage> out,
            UniqueKillSwitch connection,
            CompletionStage<Done> ended) {
        this.system = system;
        this.out = out;
        this.connection = connection;
        this.ended = ended;
    }

    /** Where the socket's events go. */
    public interface Listener {
        /** Opening, or the end. */
        void on(LinkEvent event);

        /** A message; the next comes when this is done. */
        CompletionStage<Done> heard(ServerMessage message);
    }

    /**
     * Opens a socket.
     *
     * @param token sent in a header; never in the address, which may be logged
     */
    public static LinkSocket open(ActorSystem<?> system, URI uri, String token, Duration connect, Listener listener) {
        WebSocketRequest request = WebSocketRequest.create(Uri.create(uri.toString()))
                .addHeader(Authorization.create(HttpCredentials.createOAuth2BearerToken(token)));
        Flow<Message, Message, CompletionStage<WebSocketUpgradeResponse>> network = Http.get(system)
                .webSocketClientFlow(
                        request,
                        security(system, uri),
                        Optional.empty(),
                        settings(system, connect),
                        system.classicSystem().log());
        Pair<Pair<Sending, CompletionStage<WebSocketUpgradeResponse>>, CompletionStage<Done>> running = outgoing()
                .viaMat(KillSwitches.single(), Sending::new)
                .viaMat(network, Keep.both())
                .toMat(incoming(system, listener), Keep.both())
                .run(system);
        watch(system, running.first().second(), running.second(), listener::on);
        Sending sending = running.first().first();
        return new LinkSocket(system, sending.queue, sending.connection, running.second());
    }

    /** The context of secure connections reads the machine's certificates: only where they are needed. */
    private static ConnectionContext security(ActorSystem<?> system, URI uri) {
        return "ws".equals(uri.getScheme())
                ? ConnectionContext.noEncryption()
                : Http.get(system).defaultClientHttpsContext();
    }

    private record Sending(BoundedSourceQueue<WorkerMessage> queue, UniqueKillSwitch connection) {}

    private static ClientConnectionSettings settings(ActorSystem<?> system, Duration connect) {
        Config own = ConfigFactory.parseResources(LinkSocket.class, "link-socket.conf");
        return ClientConnectionSettings.create(
                        own.withFallback(system.settings().config()))
                .withConnectingTimeout(scala.concurrent.duration.Duration.fromNanos(connect.toNanos()));
    }

    private static Source<Message, BoundedSourceQueue<WorkerMessage>> outgoing() {
        return Source.<WorkerMessage>queue(MOST_WAITING)
                .map(message -> BinaryMessage.create(ByteString.fromArrayUnsafe(message.toByteArray())));
    }

    private static Sink<Message, CompletionStage<Done>> incoming(ActorSystem<?> system, Listener listener) {
        return Flow.<Message>create()
                .mapAsync(1, message -> bytes(message, system))
                .map(LinkSocket::read)
                .mapAsync(1, listener::heard)
                .toMat(Sink.ignore(), Keep.right());
    }

    /** The frame's bytes; one that comes in pieces is put together. */
    private static CompletionStage<ByteString> bytes(Message message, ActorSystem<?> system) {
        if (message.isText()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("frame: text (expected: binary); is it a LiveKit server?"));
        }
        BinaryMessage binary = message.asBinaryMessage();
        return binary.isStrict()
                ? CompletableFuture.completedFuture(within(binary.getStrictData()))
                : whole(binary, system);
    }

    /** A frame in pieces takes a stream of its own, which is worth a millisecond; few come so. */
    private static CompletionStage<ByteString> whole(BinaryMessage binary, ActorSystem<?> system) {
        return binary.getStreamedData()
                .completionTimeout(FRAME)
                .runFold(ByteString.emptyByteString(), (before, piece) -> within(before.concat(piece)), system);
    }

    private static ByteString within(ByteString bytes) {
        if (bytes.size() > MOST_BYTES) {
            throw new IllegalStateException("frame: over " + MOST_BYTES + " bytes (expected: at most that)");
        }
        return bytes;
    }

    private static ServerMessage read(ByteString bytes) {
        try {
            return ServerMessage.parseFrom(bytes.toArrayUnsafe());
        } catch (InvalidProtocolBufferException garbage) {
            throw new IllegalStateException(
                    "frame: " + bytes.size() + " bytes that are no ServerMessage; is it a LiveKit server?", garbage);
        }
    }

    private static void watch(
            ActorSystem<?> system,
            CompletionStage<WebSocketUpgradeResponse> upgraded,
            CompletionStage<Done> ended,
            Consumer<LinkEvent> listener) {
        upgraded.whenComplete((response, problem) -> {
            if (problem != null) {
                listener.accept(Handshakes.failed(problem));
            } else if (!response.isValid()) {
                response.response().discardEntityBytes(system);
                listener.accept(Handshakes.refused(
                        response.response().status().intValue(),
                        response.response().status().reason()));
            } else {
                listener.accept(new LinkEvent.SocketOpened());
                ended.whenComplete((done, failure) -> listener.accept(
                        failure == null
                                ? new LinkEvent.SocketLost("the server has closed the connection", Outlook.PASSING)
                                : Handshakes.failed(rootOf(failure))));
            }
        });
    }

    private static Throwable rootOf(Throwable problem) {
        Throwable cause = problem.getCause();
        return problem instanceof CompletionException && cause != null ? cause : problem;
    }

    /** Sends a message after those before it. False if so many wait that there is no room for it. */
    public boolean send(WorkerMessage message) {
        return !out.offer(message).equals(QueueOfferResult.dropped());
    }

    /**
     * Says goodbye after what was sent before; a server that doesn't say it back is left after two seconds. Completes, never
     * failing, when nothing of the socket is left.
     */
    public CompletionStage<Done> close() {
        endOutgoing();
        Cancellable abort = system.scheduler()
                .scheduleOnce(
                        GOODBYE,
                        () -> connection.abort(new IllegalStateException("closed")),
                        system.executionContext());
        return ended.handle((done, problem) -> {
            abort.cancel();
            return Done.getInstance();
        });
    }

    private void endOutgoing() {
        try {
            out.complete();
        } catch (IllegalStateException broken) {
            LOG.debug("A worker's socket had broken before it was closed.", broken);
        }
    }
}
