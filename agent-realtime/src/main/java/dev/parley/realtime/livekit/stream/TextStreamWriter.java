package dev.parley.realtime.livekit.stream;

import akka.Done;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A text that is being sent. Thread-safe. Whoever opened it must close or fail it; else its readers wait. */
public final class TextStreamWriter {
    private final OutgoingStream stream;
    private String half = "";

    TextStreamWriter(OutgoingStream stream) {
        this.stream = stream;
    }

    /** The stream's id. */
    public String id() {
        return stream.id();
    }

    /**
     * Sends more; texts go out in the order of the calls, cut between characters into chunks of at most 15,000 bytes. Half of a
     * surrogate pair at the end waits for the other half.
     *
     * @return completes when the text is out; fails with a {@link StreamFailure} if the stream is closed or too much waits
     */
    public synchronized CompletionStage<Done> write(String text) {
        String all = half + text;
        boolean cut = !all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1));
        half = cut ? all.substring(all.length() - 1) : "";
        return stream.write(ChunkContents.ofText(cut ? all.substring(0, all.length() - 1) : all));
    }

    /** The text is complete. Completes when that is out. Idempotent. */
    public CompletionStage<Done> close() {
        return close(Map.of());
    }

    /** The text is complete, and these attributes with it. Completes when that is out. Idempotent. */
    public CompletionStage<Done> close(Map<String, String> attributes) {
        return stream.close("", attributes);
    }

    /** The text ends here, but is not complete; readers see the reason. Idempotent. */
    public CompletionStage<Done> fail(String reason) {
        return stream.close(reason.isEmpty() ? "aborted" : reason, Map.of());
    }
}
