package dev.parley.realtime.livekit.stream;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A stream of text from somebody in the room; see {@link ByteStreamReader}. Thread-safe. */
public final class TextStreamReader {
    private final ByteStreamReader bytes;

    TextStreamReader(ReceivedStream stream) {
        this.bytes = new ByteStreamReader(stream);
    }

    /** What its header tells. */
    public StreamInfo info() {
        return bytes.info();
    }

    /**
     * The pieces as they come, once, none of them empty; fails with a {@link StreamFailure}. Cancelling it closes the stream.
     * What is not UTF-8 becomes U+FFFD.
     */
    public Source<String, NotUsed> text() {
        return bytes.bytes()
                .statefulMap(
                        Utf8Decoder::new,
                        (decoder, piece) -> akka.japi.Pair.create(decoder, decoder.decode(piece)),
                        decoder -> java.util.Optional.of(decoder.end()))
                .mapConcat(text -> text.isEmpty() ? List.of() : List.of(text)); // a filter would lose one at a failure
    }

    /**
     * All of it, once; fails with a {@link StreamFailure}.
     *
     * @param mostBytes of its UTF-8; a longer stream fails and is closed
     */
    public CompletionStage<String> readAll(long mostBytes) {
        return bytes.readAll(mostBytes).thenApply(all -> all.decodeString(StandardCharsets.UTF_8));
    }

    /** Attributes of the trailer, when the stream is complete; fails as the stream does. */
    public CompletionStage<Map<String, String>> closingAttributes() {
        return bytes.closingAttributes();
    }

    /** Reads no further; what is to come is thrown away. Idempotent. */
    public void close() {
        bytes.close();
    }
}
