package dev.parley.realtime.openai.http;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body that comes bit by bit, read by one at a time. Thread-safe. */
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>> {
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Optional<List<ByteBuffer>>> ended = new CompletableFuture<>();
    private CompletableFuture<Optional<List<ByteBuffer>>> asked = ended;

    private BodyReader() {}

    /** Begins to read, so that a body nobody wants can be cancelled. */
    static BodyReader of(Flow.Publisher<List<ByteBuffer>> body) {
        BodyReader reader = new BodyReader();
        body.subscribe(reader);
        return reader;
    }

    /** The body, once; cancelling it cancels the rest. Unlike behind a publisher's boundary, a failure overtakes nothing. */
    Source<ByteString, NotUsed> bytes() {
        return Source.unfoldAsync(
                        this, from -> from.next().thenApply(next -> next.map(buffers -> Pair.create(from, buffers))))
                .mapError(CompletionException.class, wrapped -> Objects.requireNonNull(wrapped.getCause()))
                .mapConcat(buffers -> buffers)
                .map(ByteString::fromByteBuffer)
                .watchTermination((none, end) -> {
                    end.whenComplete((done, failure) -> cancel());
                    return none;
                });
    }

    private CompletionStage<Optional<List<ByteBuffer>>> next() {
        CompletableFuture<Optional<List<ByteBuffer>>> next;
        synchronized (this) {
            if (ended.isDone()) {
                return ended;
            }
            next = new CompletableFuture<>();
            asked = next;
        }
        return subscribed.thenCompose(subscription -> {
            subscription.request(1);
            return next;
        });
    }

    /** Idempotent. */
    void cancel() {
        CompletionStage<Flow.Subscription> begun = subscribed;
        begun.thenAccept(Flow.Subscription::cancel);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscribed.complete(subscription);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        asked.complete(Optional.of(buffers));
    }

    @Override
    public synchronized void onComplete() {
        ended.complete(Optional.empty());
        asked.complete(Optional.empty());
    }

    @Override
    public synchronized void onError(Throwable failure) {
        ended.completeExceptionally(failure);
        asked.completeExceptionally(failure);
        subscribed.completeExceptionally(failure);
    }
}
