package dev.parley.session.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Requests that wait for the engine's answer. Thread-safe. */
final class Asks {
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<String>> open = new ConcurrentHashMap<>();

    /** Asks under a fresh id; completes with the answer's text, or fails with its refusal. */
    CompletionStage<String> ask(LongConsumer question) {
        long id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        open.put(id, answer);
        question.accept(id);
        return answer.minimalCompletionStage();
    }

    void answered(long id, String refusal, String text) {
        CompletableFuture<String> answer = open.remove(id);
        if (answer == null) {
            return;
        }
        if (refusal.isEmpty()) {
            answer.complete(text);
        } else {
            answer.completeExceptionally(new IllegalStateException(refusal));
        }
    }

    /** Nobody will answer any more. */
    void failAll(RuntimeException why) {
        for (Long id : List.copyOf(open.keySet())) {
            CompletableFuture<String> answer = open.remove(id);
            if (answer != null) {
                answer.completeExceptionally(why);
            }
        }
    }
}
