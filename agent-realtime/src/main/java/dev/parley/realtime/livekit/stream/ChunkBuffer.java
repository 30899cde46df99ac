package dev.parley.realtime.livekit.stream;

import akka.util.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a stream and was not read yet. Pieces go in on the room's strand and are taken out, one at a time, by the
 * one reader; thread-safe. What doesn't fit is not taken: the caller fails the stream then, and what waits is thrown away.
 */
final class ChunkBuffer {
    /** What a waiting piece takes beside its bytes, so that many tiny ones count as well. */
    private static final int BOOKKEEPING = 64;

    private final UnreadBytes ofStream;
    private final UnreadBytes ofRoom;
    private final Deque<ByteString> unread = new ArrayDeque<>();
    private @Nullable CompletableFuture<Optional<ByteString>> reader;
    private @Nullable StreamFailure failure;
    private boolean ended;
    private boolean abandoned;

    ChunkBuffer(long limit, UnreadBytes ofRoom) {
        this.ofStream = new UnreadBytes(limit);
        this.ofRoom = ofRoom;
    }

    /** Whether this much more may be kept; {@link #giveBack} undoes it. */
    boolean take(int bytes) {
        if (!ofStream.take(bytes + BOOKKEEPING)) {
            return false;
        }
        if (!ofRoom.take(bytes + BOOKKEEPING)) {
            ofStream.giveBack(bytes + BOOKKEEPING);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        ofStream.giveBack(bytes + BOOKKEEPING);
        ofRoom.giveBack(bytes + BOOKKEEPING);
    }

    /** Adds a piece for which {@link #take} was true. */
    void add(ByteString piece) {
        CompletableFuture<Optional<ByteString>> waiting;
        synchronized (this) {
            if (ended || abandoned) {
                giveBack(piece.size());
                return;
            }
            waiting = reader;
            reader = null;
            if (waiting == null) {
                unread.add(piece);
                return;
            }
        }
        giveBack(piece.size());
        waiting.complete(Optional.of(piece));
    }

    /** No more will come: the reader sees the end after what waits. */
    void end() {
        finish(null);
    }

    /** No more will come: the reader sees the failure after what waits, or at once if the buffer is too full. */
    void fail(StreamFailure why) {
        if (why.reason() == StreamFailure.Reason.TOO_MUCH) {
            throwAway();
        }
        finish(why);
    }

    private void finish(@Nullable StreamFailure why) {
        CompletableFuture<Optional<ByteString>> waiting;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = why;
            waiting = reader;
            reader = null;
        }
        if (waiting != null) {
            tellEnd(waiting, why);
        }
    }

    private static void tellEnd(CompletableFuture<Optional<ByteString>> waiting, @Nullable StreamFailure why) {
        if (why == null) {
            waiting.complete(Optional.empty());
        } else {
            waiting.completeExceptionally(why);
        }
    }

    /** The next piece, or nothing after the last one; fails as the stream does. One call at a time. */
    CompletionStage<Optional<ByteString>> next() {
        ByteString piece;
        synchronized (this) {
            piece = unread.poll();
            if (piece == null) {
                CompletableFuture<Optional<ByteString>> waiting = new CompletableFuture<>();
                if (ended || abandoned) {
                    tellEnd(waiting, failure);
                } else {
                    reader = waiting;
                }
                return waiting;
            }
        }
        giveBack(piece.size());
        return CompletableFuture.completedStage(Optional.of(piece));
    }

    /** Nobody reads on. */
    void abandon() {
        synchronized (this) {
            abandoned = true;
        }
        throwAway();
    }

    synchronized boolean isAbandoned() {
        return abandoned;
    }

    private synchronized void throwAway() {
        unread.forEach(piece -> giveBack(piece.size()));
        unread.clear();
    }
}
