package dev.parley.session.internal;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says without a voice: each sentence counts as heard when it comes, unless the utterance is paused. One utterance at a
 * time; used by the session's actor alone. Bounded by what a model may say in one answer.
 */
final class TextVoice {
    private final Consumer<Stimulus> session;
    private final StringBuilder heard = new StringBuilder();
    private final Deque<String> held = new ArrayDeque<>();
    private @Nullable Utterance current;
    private boolean begun;
    private boolean complete;
    private boolean paused;

    TextVoice(Consumer<Stimulus> session) {
        this.session = session;
    }

    boolean says(Utterance utterance) {
        return utterance.equals(current);
    }

    /** With this, an utterance is said by text; it may be paused already. */
    void begin(Utterance utterance, boolean startsPaused) {
        current = utterance;
        heard.setLength(0);
        held.clear();
        begun = false;
        complete = false;
        paused = startsPaused;
    }

    void speak(String text) {
        held.add(text);
        goOn();
    }

    void complete() {
        complete = true;
        goOn();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        goOn();
    }

    void stop() {
        finish(true);
    }

    private void goOn() {
        if (paused) {
            return;
        }
        for (String text = held.poll(); text != null; text = held.poll()) {
            say(text);
        }
        if (complete) {
            finish(false);
        }
    }

    private void say(String text) {
        Utterance utterance = java.util.Objects.requireNonNull(current);
        if (!begun) {
            begun = true;
            session.accept(new Stimulus.PlaybackStarted(utterance));
        }
        String delta = heard.isEmpty() ? text : " " + text;
        heard.append(delta);
        session.accept(new Stimulus.TextHeard(utterance, delta));
    }

    private void finish(boolean interrupted) {
        Utterance utterance = current;
        current = null;
        if (utterance != null) {
            session.accept(new Stimulus.PlaybackFinished(utterance, heard.toString(), Duration.ZERO, interrupted));
        }
    }
}
