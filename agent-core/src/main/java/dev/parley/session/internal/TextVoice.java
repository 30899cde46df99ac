package dev.parley.session.internal;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says without a voice: each piece, with the white space that was written, counts as heard when it comes, unless the
 * utterance is paused. Utterances are said in the order in which they begin. Used by the session's actor alone. Bounded by
 * what a model may say in one answer.
 */
final class TextVoice {
    private final Consumer<Stimulus> session;
    private final Deque<Saying> sayings = new ArrayDeque<>();

    /** An utterance on its way. */
    private static final class Saying {
        private final Utterance utterance;
        private final StringBuilder heard = new StringBuilder();
        private final Deque<String> held = new ArrayDeque<>();
        private boolean begun;
        private boolean complete;
        private boolean paused;

        private Saying(Utterance utterance, boolean paused) {
            this.utterance = utterance;
            this.paused = paused;
        }
    }

    TextVoice(Consumer<Stimulus> session) {
        this.session = session;
    }

    boolean says(Utterance utterance) {
        return find(utterance).isPresent();
    }

    private Optional<Saying> find(Utterance utterance) {
        return sayings.stream()
                .filter(saying -> saying.utterance.equals(utterance))
                .findFirst();
    }

    /** With this, an utterance is said by text; it may be paused already. */
    void begin(Utterance utterance, boolean startsPaused) {
        sayings.add(new Saying(utterance, startsPaused));
    }

    void speak(Utterance utterance, String text) {
        find(utterance).ifPresent(saying -> saying.held.add(text));
        goOn();
    }

    void complete(Utterance utterance) {
        find(utterance).ifPresent(saying -> saying.complete = true);
        goOn();
    }

    void pause(Utterance utterance) {
        find(utterance).ifPresent(saying -> saying.paused = true);
    }

    void resume(Utterance utterance) {
        find(utterance).ifPresent(saying -> saying.paused = false);
        goOn();
    }

    void stop(Utterance utterance) {
        find(utterance).ifPresent(saying -> finish(saying, true));
        goOn();
    }

    private void goOn() {
        for (Saying first = sayings.peek(); first != null && !first.paused; first = sayings.peek()) {
            sayHeld(first);
            if (!first.complete) {
                return;
            }
            finish(first, false);
        }
    }

    private void sayHeld(Saying saying) {
        for (String text = saying.held.poll(); text != null; text = saying.held.poll()) {
            if (!saying.begun) {
                saying.begun = true;
                session.accept(new Stimulus.PlaybackStarted(saying.utterance));
            }
            saying.heard.append(text);
            session.accept(new Stimulus.TextHeard(saying.utterance, text));
        }
    }

    private void finish(Saying saying, boolean interrupted) {
        sayings.remove(saying);
        session.accept(
                new Stimulus.PlaybackFinished(saying.utterance, saying.heard.toString(), Duration.ZERO, interrupted));
    }
}
