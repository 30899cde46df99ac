package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.session.engine.Stimulus;
import java.time.Duration;
import java.util.function.Consumer;

/** For an agent without a recogniser: speech comes to no words, and that is no failure. Thread-safe. */
record NoRecognition(Consumer<Stimulus> session) implements Recognition {

    @Override
    public void accept(AudioFrame frame) {}

    @Override
    public void onSpeechStarted() {}

    @Override
    public void onSpeechEnded() {}

    @Override
    public boolean hearsSpeech() {
        return false;
    }

    @Override
    public void flush(Duration silence) {
        session.accept(new Stimulus.HearingFlushed());
    }

    @Override
    public void clear() {}

    @Override
    public void retire() {}

    @Override
    public void close() {}
}
