package dev.parley.realtime.livekit.stream;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
        return Source.unfoldResourceAsync(this::open, ChunkBuffer::next, ByteStreamReader::abandon);
    }

    private CompletionStage<ChunkBuffer> open() {
        return read.compareAndSet(false, true)
                ? CompletableFuture.completedStage(buffer)
                : CompletableFuture.failedStage(StreamFailure.readTwice());
    }

    private static CompletionStage<Done> abandon(ChunkBuffer buffer) {
        buffer.abandon();
        return CompletableFuture.completedStage(Done.getInstance());
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
