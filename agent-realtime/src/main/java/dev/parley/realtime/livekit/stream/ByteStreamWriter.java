package dev.parley.realtime.livekit.stream;

import akka.Done;
import akka.util.ByteString;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Bytes that are being sent. Thread-safe. Whoever opened it must close or fail it; else its readers wait. */
public final class ByteStreamWriter {
    private final OutgoingStream stream;

    ByteStreamWriter(OutgoingStream stream) {
        this.stream = stream;
    }

    /** The stream's id. */
    public String id() {
        return stream.id();
    }

    /**
     * Sends more, in the order of the calls, in chunks of at most 15,000 bytes.
     *
     * @return completes when the bytes are out; fails with a {@link StreamFailure} if the stream is closed or too much waits
     */
    public CompletionStage<Done> write(ByteString bytes) {
        return stream.write(ChunkContents.ofBytes(bytes));
    }

    /** It is complete. Completes when that is out. Idempotent. */
    public CompletionStage<Done> close() {
        return close(Map.of());
    }

    /** It is complete, and these attributes with it. Completes when that is out. Idempotent. */
    public CompletionStage<Done> close(Map<String, String> attributes) {
        return stream.close("", attributes);
    }

    /** It ends here, but is not complete; readers see the reason. Idempotent. */
    public CompletionStage<Done> fail(String reason) {
        return stream.close(reason.isEmpty() ? "aborted" : reason, Map.of());
    }
}
