package dev.parley.realtime.livekit.media;

import akka.Done;
import dev.parley.realtime.livekit.strand.Strand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one data channel, in order: each goes when the one before was taken, and is tried again while the channel's buffer
 * is full. At most {@value #MESSAGES} wait; a further one is refused. One that isn't taken within ten seconds fails. On the
 * room's strand only.
 */
final class ChannelWriter {
    private static final int MESSAGES = 1024;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Strand strand;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private @Nullable Function<ByteBuffer, CompletionStage<Boolean>> channel;
    private boolean sending;

    private record Message(ByteBuffer bytes, Instant deadline, CompletableFuture<Done> taken) {}

    ChannelWriter(Strand strand) {
        this.strand = strand;
    }

    /** The channel is open; its function tells whether it has taken a message. */
    void opened(Function<ByteBuffer, CompletionStage<Boolean>> to) {
        channel = to;
        sendNext();
    }

    /** The channel is gone; what waits, waits for the next one until its deadline. */
    void gone() {
        channel = null;
    }

    void write(ByteBuffer bytes, CompletableFuture<Done> taken) {
        if (waiting.size() == MESSAGES) {
            taken.completeExceptionally(new IllegalStateException(
                    "data channel: " + MESSAGES + " messages wait (expected: fewer; send more slowly)"));
            return;
        }
        Message message = new Message(bytes, strand.instant().plus(DEADLINE), taken);
        waiting.add(message);
        strand.after(DEADLINE, () -> expire(message));
        sendNext();
    }

    private void expire(Message message) {
        if (waiting.remove(message)) {
            message.taken()
                    .completeExceptionally(new IllegalStateException("data channel: message not taken within "
                            + DEADLINE + " (expected: an open channel that is not full)"));
        }
    }

    private void sendNext() {
        Message next = waiting.peek();
        Function<ByteBuffer, CompletionStage<Boolean>> to = channel;
        if (next == null || to == null || sending) {
            return;
        }
        sending = true;
        to.apply(next.bytes().duplicate())
                .whenComplete((taken, failure) -> strand.execute(() -> {
                    sending = false;
                    onSent(next, failure == null && taken);
                }));
    }

    private void onSent(Message message, boolean taken) {
        if (taken) {
            waiting.remove(message);
            message.taken().complete(Done.getInstance());
            sendNext();
        } else {
            strand.after(RETRY, this::sendNext);
        }
    }

    /** Nothing goes out any more. */
    void close() {
        channel = null;
        waiting.forEach(message -> message.taken()
                .completeExceptionally(
                        new IllegalStateException("data channel: the room was left (expected: to be in it)")));
        waiting.clear();
    }
}
