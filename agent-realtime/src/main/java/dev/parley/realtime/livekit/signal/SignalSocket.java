package dev.parley.realtime.livekit.signal;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.headers.Authorization;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketRequest;
import akka.http.javadsl.model.ws.WebSocketUpgradeResponse;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.strand.Strand;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to a LiveKit server: a protobuf message in each binary frame. Frames are taken one by one as the strand has worked
 * them in; at most {@value #UNSENT} wait to be sent, and with more the socket counts as dead. The token goes into a header, and
 * neither it nor the address into a text.
 */
final class SignalSocket {
    private static final int UNSENT = 256;
    private static final Duration FRAME_DEADLINE = Duration.ofSeconds(10);
    /** Time for the last message and the closing handshake. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Strand strand;
    private final SocketListener listener;
    private final int frameBytes;
    private final Materializer materializer;
    private final SharedKillSwitch open = KillSwitches.shared("livekit-signal");
    private final BoundedSourceQueue<Message> out;
    private final CompletionStage<WebSocketUpgradeResponse> upgrade;
    private final CompletionStage<Done> closed;
    private boolean over;
    private boolean closing;

    /** Both directions, from when the connection is begun. */
    private record Streams(BoundedSourceQueue<Message> out, CompletionStage<Done> closed) {}

    /** Opens it. */
    SignalSocket(
            ActorSystem<?> system,
            Strand strand,
            URI address,
            String token,
            int frameBytes,
            RefusalReason refusals,
            SocketListener listener) {
        this.strand = strand;
        this.listener = listener;
        this.frameBytes = frameBytes;
        this.materializer = Materializer.matFromSystem(system);
        WebSocketRequest request = WebSocketRequest.create(address.toString()).addHeader(Authorization.oauth2(token));
        Pair<CompletionStage<WebSocketUpgradeResponse>, Streams> connection =
                Http.get(system).singleWebSocketRequest(request, flow(), materializer);
        this.upgrade = connection.first();
        this.out = connection.second().out();
        this.closed = connection.second().closed();
        upgrade.whenComplete((response, failure) -> onUpgrade(response, failure, refusals, token));
    }

    private Flow<Message, Message, Streams> flow() {
        Sink<Message, CompletionStage<Done>> incoming = Flow.<Message>create()
                .via(open.flow())
                .mapAsync(1, this::whole)
                .mapAsync(1, this::deliver)
                .toMat(Sink.ignore(), Keep.right());
        Source<Message, BoundedSourceQueue<Message>> outgoing =
                Source.<Message>queue(UNSENT).via(open.flow());
        return Flow.fromSinkAndSourceMat(incoming, outgoing, (closed, out) -> new Streams(out, closed));
    }

    /** A frame may come in pieces. */
    private CompletionStage<ByteString> whole(Message message) {
        if (message.isText()) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("signal: a text frame (expected: binary frames)"));
        }
        BinaryMessage binary = message.asBinaryMessage();
        if (binary.isStrict()) {
            return CompletableFuture.completedStage(binary.getStrictData());
        }
        return binary.getStreamedData()
                .limitWeighted(frameBytes, piece -> (long) piece.size())
                .completionTimeout(FRAME_DEADLINE)
                .runFold(ByteString.emptyByteString(), ByteString::concat, materializer);
    }

    private CompletionStage<Done> deliver(ByteString frame) {
        SignalResponse signal;
        try {
            if (frame.size() > frameBytes) {
                throw new IllegalStateException(
                        "signal: " + frame.size() + " bytes (expected: at most " + frameBytes + ")");
            }
            signal = SignalResponse.parseFrom(frame.asByteBuffer());
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalStateException("signal: malformed (expected: a SignalResponse)", malformed);
        }
        CompletableFuture<Done> delivered = new CompletableFuture<>();
        strand.executeHere(() -> {
            if (!over) {
                listener.received(signal);
            }
            delivered.complete(Done.getInstance());
        });
        return delivered;
    }

    private void onUpgrade(
            @Nullable WebSocketUpgradeResponse response,
            @Nullable Throwable failure,
            RefusalReason refusals,
            String token) {
        if (response == null) {
            end(new SocketEnd.Lost("the server was not reached: " + text(failure)));
        } else if (response.isValid()) {
            closed.whenComplete((done, broken) -> end(new SocketEnd.Lost(
                    broken == null ? "the socket was closed" : "the socket broke: " + text(broken))));
        } else {
            response.response().discardEntityBytes(materializer);
            refusals.of(response.response().status(), token).thenAccept(this::end);
        }
    }

    private static String text(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause == null ? "no reason is known" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private void end(SocketEnd why) {
        strand.execute(() -> {
            if (!over) {
                over = true;
                listener.ended(why);
            }
        });
    }

    /** On the strand. */
    void send(SignalRequest request) {
        if (over) {
            return;
        }
        ByteString frame = ByteString.fromArrayUnsafe(request.toByteArray());
        if (!out.offer(BinaryMessage.create(frame)).isEnqueued()) {
            end(new SocketEnd.Lost("more than " + UNSENT + " signals wait to be sent"));
        }
    }

    /** Sends what waits and closes. Nothing is told any more. On the strand; idempotent. */
    void close() {
        over = true;
        if (!closing) {
            closing = true;
            complete();
            strand.after(FAREWELL, open::shutdown);
        }
    }

    private void complete() {
        try {
            out.complete();
        } catch (IllegalStateException ended) {
            // The stream was faster, with a socket that broke or a system that stops: there is nobody to be told any
            // more.
        }
    }

    /** Completes when nothing of the connection is left. Never fails. */
    CompletionStage<Done> whenClosed() {
        return upgrade.handle((response, failure) -> response != null && response.isValid())
                .thenCompose(upgraded -> upgraded
                        ? closed.handle((done, failure) -> Done.getInstance())
                        : CompletableFuture.completedStage(Done.getInstance()));
    }
}
