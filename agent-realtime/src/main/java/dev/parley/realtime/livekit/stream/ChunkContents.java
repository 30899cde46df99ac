package dev.parley.realtime.livekit.stream;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts what is to be sent into chunks. */
final class ChunkContents {
    /** The longest content of a chunk: LiveKit's own, which leaves room for the packet around it in 16 kB. */
    static final int CHUNK_BYTES = 15_000;

    private ChunkContents() {}

    /** Pieces of text, cut between characters. */
    static List<ByteString> ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<ByteString> pieces = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(from + CHUNK_BYTES, bytes.length);
            while (to < bytes.length && isInsideCharacter(bytes[to])) {
                to--;
            }
            pieces.add(ByteString.copyFrom(bytes, from, to - from));
            from = to;
        }
        return pieces;
    }

    private static boolean isInsideCharacter(byte next) {
        return (next & 0xC0) == 0x80;
    }

    /** Pieces of bytes. */
    static List<ByteString> ofBytes(akka.util.ByteString bytes) {
        List<ByteString> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.size(); from += CHUNK_BYTES) {
            int to = Math.min(from + CHUNK_BYTES, bytes.size());
            pieces.add(ByteString.copyFrom(bytes.slice(from, to).asByteBuffer()));
        }
        return pieces;
    }
}
