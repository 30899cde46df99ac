package dev.parley.session.internal;

import akka.Done;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionEvent.SpeechSource;
import dev.parley.session.SpeechHandle;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The speeches that were asked for, by whomever, and are not over. Thread-safe. */
final class Speeches {
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<SpeechHandle.Outcome>> open = new ConcurrentHashMap<>();
    private final Map<String, Own> own = new ConcurrentHashMap<>();
    private final Set<String> replies = ConcurrentHashMap.newKeySet();

    /** What can be done to the speech of an id. */
    interface Control {

        CompletionStage<Done> interrupt(String id);

        CompletionStage<Done> disallowInterruptions(String id);
    }

    /** A handle for a new speech of the host's. */
    SpeechHandle create(Control control) {
        String id = "speech_h" + ids.incrementAndGet();
        CompletableFuture<SpeechHandle.Outcome> outcome = new CompletableFuture<>();
        open.put(id, outcome);
        return new Handle(id, outcome.minimalCompletionStage(), control);
    }

    /** A speech was created, which the host may have asked for or not. */
    void created(String id, SpeechSource source) {
        open.putIfAbsent(id, new CompletableFuture<>());
        if (source == SpeechSource.GENERATE_REPLY) {
            replies.add(id);
        }
    }

    /** Whether a model makes what is said. */
    boolean isReply(String id) {
        return replies.contains(id);
    }

    /** Empty if it is over. */
    Optional<SpeechHandle> find(String id, Control control) {
        return Optional.ofNullable(open.get(id))
                .map(outcome -> new Handle(id, outcome.minimalCompletionStage(), control));
    }

    /** What the host gives a speech of its own: its text, piece by piece, or its audio. */
    private record Own(Optional<Source<String, ?>> text, Optional<Source<AudioFrame, ?>> audio) {
        static final Own NOTHING = new Own(Optional.empty(), Optional.empty());
    }

    /** The speech's text is to be read from there. */
    void giveText(String id, Source<String, ?> text) {
        give(id, new Own(Optional.of(text), Optional.empty()));
    }

    /** The speech is to be heard as this. */
    void giveAudio(String id, Source<AudioFrame, ?> audio) {
        give(id, new Own(Optional.empty(), Optional.of(audio)));
    }

    /** A speech that is over already, with its session, needs nothing. */
    private void give(String id, Own given) {
        own.put(id, given);
        if (!open.containsKey(id)) {
            own.remove(id);
        }
    }

    /** Empty if the speech is over. */
    Source<String, ?> textOf(String id) {
        return own.getOrDefault(id, Own.NOTHING).text().orElseGet(Source::empty);
    }

    Optional<Source<AudioFrame, ?>> audioOf(String id) {
        return own.getOrDefault(id, Own.NOTHING).audio();
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
        own.remove(id);
        replies.remove(id);
        if (waiting != null) {
            waiting.complete(outcome);
        }
    }

    /** What the host holds of a speech. */
    private record Handle(String id, CompletionStage<SpeechHandle.Outcome> whenDone, Control control)
            implements SpeechHandle {

        @Override
        public CompletionStage<Done> interrupt() {
            return control.interrupt(id);
        }

        @Override
        public CompletionStage<Done> disallowInterruptions() {
            return control.disallowInterruptions(id);
        }
    }
}
