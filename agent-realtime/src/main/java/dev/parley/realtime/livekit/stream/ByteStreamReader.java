package dev.parley.realtime.livekit.stream;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream of bytes from somebody in the room. Thread-safe. It must be read, or closed: what is unread is kept up to
 * {@link StreamLimits}, and beyond the stream fails.
 */
public final class ByteStreamReader {
    private final StreamInfo info;
    private final ChunkBuffer buffer;
    private final CompletableFuture<Map<String, String>> closing;
    private final AtomicBoolean read = new AtomicBoolean();

    ByteStreamReader(ReceivedStream stream) {
        this.info = stream.info();
        this.buffer = stream.buffer();
        this.closing = stream.closing();
    }

    /** What its header tells. */
    public StreamInfo info() {
        return info;
    }

    /** The pieces as they come, once; fails with a {@link StreamFailure}. Cancelling it closes the stream. */
    public Source<ByteString, NotUsed> bytes() {
        return Source.fromMaterializer((materializer, attributes) -> pieces())
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** On the reader's own thread: behind a boundary of threads a failure would overtake the pieces before it. */
    private Source<ByteString, NotUsed> pieces() {
        if (!read.compareAndSet(false, true)) {
            return Source.failed(StreamFailure.readTwice());
        }
        return Source.unfoldAsync(
                        buffer, from -> from.next().thenApply(next -> next.map(piece -> Pair.create(from, piece))))
                .mapError(CompletionException.class, wrapped -> Objects.requireNonNull(wrapped.getCause()))
                .watchTermination((none, over) -> {
                    over.whenComplete((done, failure) -> buffer.abandon());
                    return none;
                });
    }

    private CompletionStage<ChunkBuffer> open() {
        return read.compareAndSet(false, true)
                ? CompletableFuture.completedStage(buffer)
                : CompletableFuture.failedStage(StreamFailure.readTwice());
    }

    /**
     * All of it, once; fails with a {@link StreamFailure}.
     *
     * @param most bytes; a longer stream fails and is closed
     */
    public CompletionStage<ByteString> readAll(long most) {
        return open().thenCompose(opened -> new WholeStream(opened, most).read());
    }

    /** Attributes of the trailer, when the stream is complete; fails as the stream does. */
    public CompletionStage<Map<String, String>> closingAttributes() {
        return closing.copy();
    }

    /** Reads no further; what is to come is thrown away. Idempotent. */
    public void close() {
        buffer.abandon();
    }
}
