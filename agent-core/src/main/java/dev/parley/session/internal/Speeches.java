package dev.parley.session.internal;

import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechHandle;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The speeches that the host asked for and that are not over. Thread-safe. */
final class Speeches {
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<SpeechHandle.Outcome>> open = new ConcurrentHashMap<>();

    /** A handle for a new speech; {@code interrupt} stops the speech of the id it is given. */
    SpeechHandle create(Function<String, CompletionStage<akka.Done>> interrupt) {
        String id = "speech_h" + ids.incrementAndGet();
        CompletableFuture<SpeechHandle.Outcome> outcome = new CompletableFuture<>();
        open.put(id, outcome);
        return new Handle(id, outcome.minimalCompletionStage(), interrupt);
    }

    void finished(SessionEvent.SpeechFinished event) {
        over(event.speechId(), new SpeechHandle.Outcome(event.heard(), event.interrupted()));
    }

    /** The session has ended: what was not said will not be. */
    void endAll() {
        open.keySet().forEach(id -> over(id, new SpeechHandle.Outcome("", true)));
    }

    private void over(String id, SpeechHandle.Outcome outcome) {
        CompletableFuture<SpeechHandle.Outcome> waiting = open.remove(id);
        if (waiting != null) {
            waiting.complete(outcome);
        }
    }

    /** What the host holds of a speech. */
    private record Handle(
            String id,
            CompletionStage<SpeechHandle.Outcome> whenDone,
            Function<String, CompletionStage<akka.Done>> interruption)
            implements SpeechHandle {

        @Override
        public CompletionStage<akka.Done> interrupt() {
            return interruption.apply(id);
        }
    }
}
