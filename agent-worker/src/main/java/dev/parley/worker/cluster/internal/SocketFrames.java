package dev.parley.worker.cluster.internal;

import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Materializer;
import akka.util.ByteString;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** WebSocket messages between nodes: a byte that says text or binary, then the data. */
public final class SocketFrames {
    private static final byte TEXT = 't';
    private static final byte BINARY = 'b';
    private static final int MOST = 1 << 20;

    private SocketFrames() {}

    /** A message that came in pieces is put together; fails above 1 MiB. */
    public static CompletionStage<ByteString> written(Message message, Materializer materializer) {
        if (message instanceof TextMessage text) {
            return text.isStrict()
                    ? CompletableFuture.completedFuture(frame(TEXT, ByteString.fromString(text.getStrictText())))
                    : text.getStreamedText()
                            .map(ByteString::fromString)
                            .limitWeighted(MOST, bytes -> (long) bytes.size())
                            .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                            .thenApply(whole -> frame(TEXT, whole));
        }
        BinaryMessage binary = message.asBinaryMessage();
        return binary.isStrict()
                ? CompletableFuture.completedFuture(frame(BINARY, binary.getStrictData()))
                : binary.getStreamedData()
                        .limitWeighted(MOST, bytes -> (long) bytes.size())
                        .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                        .thenApply(whole -> frame(BINARY, whole));
    }

    private static ByteString frame(byte kind, ByteString data) {
        return ByteString.fromArray(new byte[] {kind}).concat(data);
    }

    /** The message again. */
    public static Message read(ByteString frame) {
        byte kind = frame.head();
        ByteString data = frame.drop(1);
        return switch (kind) {
            case TEXT -> TextMessage.create(data.utf8String());
            case BINARY -> BinaryMessage.create(data);
            default ->
                throw new IllegalArgumentException(
                        "socket frame: begins with " + kind + " (expected: t or b); run one version on all nodes");
        };
    }
}
