package dev.parley.realtime.livekit.stream;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads a stream to its end, in a loop and not by recursion, however many pieces it has. */
final class WholeStream {
    private final ChunkBuffer buffer;
    private final long most;
    private final ByteStringBuilder all = new ByteStringBuilder();
    private final CompletableFuture<ByteString> result = new CompletableFuture<>();

    WholeStream(ChunkBuffer buffer, long most) {
        this.buffer = buffer;
        this.most = most;
    }

    CompletionStage<ByteString> read() {
        readOn();
        return result;
    }

    private void readOn() {
        while (!result.isDone()) {
            CompletionStage<Optional<ByteString>> next = buffer.next();
            next.exceptionally(this::fail);
            if (!next.toCompletableFuture().isDone()) {
                next.thenAccept(this::takeAndReadOn);
                return;
            }
            next.thenAccept(this::take);
        }
    }

    private Optional<ByteString> fail(Throwable failure) {
        result.completeExceptionally(failure);
        return Optional.empty();
    }

    private void takeAndReadOn(Optional<ByteString> piece) {
        take(piece);
        readOn();
    }

    private void take(Optional<ByteString> piece) {
        if (piece.isEmpty()) {
            result.complete(all.result());
        } else if (all.length() + piece.get().size() > most) {
            buffer.abandon();
            result.completeExceptionally(StreamFailure.longerThan(most));
        } else {
            all.append(piece.get());
        }
    }
}
