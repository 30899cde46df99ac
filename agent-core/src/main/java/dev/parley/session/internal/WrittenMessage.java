package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.session.engine.Stimulus;
import dev.parley.text.SentenceStream;
import dev.parley.text.SentenceTokenizer;
import java.util.function.Consumer;

/** A message that a realtime model only writes: its sentences go to the session's own voice. */
final class WrittenMessage implements RealtimeMessage.Listener {
    private final String answerId;
    private final Consumer<Stimulus> session;
    private final SentenceStream splitter = SentenceTokenizer.standard().stream();

    WrittenMessage(String answerId, Consumer<Stimulus> session) {
        this.answerId = answerId;
        this.session = session;
    }

    @Override
    public void text(String delta) {
        splitter.accept(delta).forEach(this::say);
    }

    /** A model that writes sends none; what one sends unasked is not heard. */
    @Override
    public void audio(AudioFrame frame) {}

    @Override
    public void end() {
        String rest = splitter.flush();
        if (!rest.isBlank()) {
            say(rest);
        }
    }

    /** What has come is said; a model that goes on later knows of it. */
    @Override
    public void breakOff() {
        end();
    }

    private void say(String sentence) {
        session.accept(new Stimulus.SentenceReady(answerId, sentence));
    }
}
