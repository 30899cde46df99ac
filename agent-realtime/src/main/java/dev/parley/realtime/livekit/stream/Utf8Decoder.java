package dev.parley.realtime.livekit.stream;

import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads text that comes in pieces, also of senders that cut within a character. Not thread-safe. */
final class Utf8Decoder {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteString rest = ByteString.emptyByteString();

    String decode(ByteString piece) {
        ByteString all = rest.isEmpty() ? piece : rest.concat(piece);
        ByteBuffer in = all.toByteBuffer();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, false);
        rest = all.drop(in.position());
        return out.flip().toString();
    }

    /** A character of which only the begin came. */
    String end() {
        return rest.isEmpty() ? "" : "\uFFFD";
    }
}
