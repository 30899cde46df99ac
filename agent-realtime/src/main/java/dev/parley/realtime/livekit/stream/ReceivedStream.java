package dev.parley.realtime.livekit.stream;

import akka.util.ByteString;
import dev.parley.livekit.proto.DataStream;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the chunks of one stream in order: repeated ones are dropped, a few early ones wait for what is missing. On the room's
 * strand only.
 */
final class ReceivedStream {
    /** Chunks that may be ahead of a missing one. */
    private static final int EARLY_CHUNKS = 16;

    private final StreamInfo info;
    private final StreamLimits limits;
    private final ChunkBuffer buffer;
    private final CompletableFuture<Map<String, String>> closing = new CompletableFuture<>();
    private final TreeMap<Long, ByteString> early = new TreeMap<>();
    private long next;
    private long bytes;
    private Instant lastPiece;
    private boolean over;

    ReceivedStream(StreamInfo info, StreamLimits limits, UnreadBytes ofRoom, Instant now) {
        this.info = info;
        this.limits = limits;
        this.buffer = new ChunkBuffer(limits.unreadBytesPerStream(), ofRoom);
        this.lastPiece = now;
    }

    StreamInfo info() {
        return info;
    }

    ChunkBuffer buffer() {
        return buffer;
    }

    CompletableFuture<Map<String, String>> closing() {
        return closing;
    }

    Instant lastPiece() {
        return lastPiece;
    }

    /** Whether no chunk is wanted any more. */
    boolean isOver() {
        return over || buffer.isAbandoned();
    }

    /** Takes a chunk; false if it was there before. */
    boolean accept(DataStream.Chunk chunk, Instant now) {
        long index = chunk.getChunkIndex();
        if (index < next || early.containsKey(index)) {
            return false;
        }
        lastPiece = now;
        if (index > next && early.size() == EARLY_CHUNKS) {
            fail(StreamFailure.missing(next));
            return true;
        }
        take(index, chunk.getContent());
        return true;
    }

    private void take(long index, com.google.protobuf.ByteString content) {
        bytes += content.size();
        if (info.totalBytes().isPresent() && bytes > info.totalBytes().getAsLong()) {
            fail(StreamFailure.length(bytes, info.totalBytes().getAsLong()));
        } else if (!buffer.take(content.size())) {
            fail(StreamFailure.tooMuchUnread(
                    limits.unreadBytesPerStream() + " or, in the room, " + limits.unreadBytes()));
        } else if (index > next) {
            early.put(index, copy(content));
        } else {
            deliver(copy(content));
            deliverEarly();
        }
    }

    private static ByteString copy(com.google.protobuf.ByteString content) {
        return ByteString.fromArrayUnsafe(content.toByteArray());
    }

    private void deliverEarly() {
        for (ByteString piece = early.remove(next); piece != null; piece = early.remove(next)) {
            deliver(piece);
        }
    }

    private void deliver(ByteString piece) {
        next++;
        if (piece.isEmpty()) {
            buffer.giveBack(0);
        } else {
            buffer.add(piece);
        }
    }

    /** Ends as the trailer tells. */
    void close(DataStream.Trailer trailer) {
        if (!trailer.getReason().isEmpty()) {
            fail(StreamFailure.aborted(trailer.getReason()));
        } else if (!early.isEmpty()) {
            fail(StreamFailure.missing(next));
        } else if (info.totalBytes().isPresent() && info.totalBytes().getAsLong() != bytes) {
            fail(StreamFailure.length(bytes, info.totalBytes().getAsLong()));
        } else {
            over = true;
            buffer.end();
            closing.complete(Map.copyOf(trailer.getAttributesMap()));
        }
    }

    void fail(StreamFailure why) {
        if (over) {
            return;
        }
        over = true;
        early.values().forEach(piece -> buffer.giveBack(piece.size()));
        early.clear();
        buffer.fail(why);
        closing.completeExceptionally(why);
    }
}
