package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import dev.parley.session.AgentSession.Subscription;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a session's events to its listeners, in order: streams at once, callbacks one after the other on an executor.
 * Thread-safe. A stream that falls 1024 events behind is failed; callbacks that fall 4096 behind are given up on, with an
 * error in the log, since a blocked one must not hold the session's memory.
 */
final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int STREAM_BOUND = 1024;
    private static final int CALLBACK_BOUND = 4096;

    private final Executor executor;
    private final List<Callback<?>> callbacks = new CopyOnWriteArrayList<>();
    private final List<BoundedSourceQueue<SessionEvent>> streams = new CopyOnWriteArrayList<>();
    private final Deque<SessionEvent> backlog = new ArrayDeque<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private boolean working;

    /** Who is called for events of a type. */
    private static final class Callback<E extends SessionEvent> {
        private final Class<E> type;
        private final Consumer<? super E> consumer;

        private Callback(Class<E> type, Consumer<? super E> consumer) {
            this.type = type;
            this.consumer = consumer;
        }

        private boolean wants(SessionEvent event) {
            return type.isInstance(event);
        }

        private void call(SessionEvent event) {
            try {
                consumer.accept(type.cast(event));
            } catch (RuntimeException failure) {
                LOG.error("A callback for [{}] failed.", event.type(), failure);
            }
        }
    }

    EventHub(Executor executor) {
        this.executor = executor;
    }

    CompletionStage<CloseReason> whenClosed() {
        return closed.minimalCompletionStage();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    <E extends SessionEvent> Subscription on(Class<E> type, Consumer<? super E> callback) {
        Callback<E> added = new Callback<>(type, callback);
        callbacks.add(added);
        return () -> callbacks.remove(added);
    }

    Source<SessionEvent, NotUsed> source() {
        return Source.<SessionEvent>queue(STREAM_BOUND).mapMaterializedValue(queue -> {
            streams.add(queue);
            if (closed.isDone()) {
                Queues.end(queue);
            }
            return NotUsed.getInstance();
        });
    }

    void emit(SessionEvent event) {
        for (BoundedSourceQueue<SessionEvent> stream : streams) {
            offer(stream, event);
        }
        synchronized (backlog) {
            if (!isWanted(event)) {
                return; // nobody's thread is woken for it
            }
            if (backlog.size() >= CALLBACK_BOUND) {
                LOG.error("Callbacks are [{}] events behind and get no more.", backlog.size());
                callbacks.clear();
                return;
            }
            backlog.add(event);
            if (working) {
                return;
            }
            working = true;
        }
        executor.execute(this::work);
    }

    private boolean isWanted(SessionEvent event) {
        for (Callback<?> callback : callbacks) {
            if (callback.wants(event)) {
                return true;
            }
        }
        return false;
    }

    private void offer(BoundedSourceQueue<SessionEvent> stream, SessionEvent event) {
        QueueOfferResult result = stream.offer(event);
        if (result.equals(QueueOfferResult.dropped())) {
            stream.fail(new IllegalStateException(
                    "session events: more than " + STREAM_BOUND + " unread (expected: a consumer that keeps up)"));
            streams.remove(stream);
        } else if (!result.isEnqueued()) {
            streams.remove(stream);
        }
    }

    /** Nothing follows. Idempotent. */
    void close(CloseReason reason) {
        if (closed.complete(reason)) {
            streams.forEach(Queues::end);
            streams.clear();
        }
    }

    private void work() {
        for (SessionEvent event = next(); event != null; event = next()) {
            for (Callback<?> callback : callbacks) {
                if (callback.wants(event)) {
                    callback.call(event);
                }
            }
        }
    }

    private @org.jspecify.annotations.Nullable SessionEvent next() {
        synchronized (backlog) {
            SessionEvent event = backlog.poll();
            working = event != null;
            return event;
        }
    }
}
