package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import java.time.Duration;

/** For a realtime model: it hears all audio itself, and what it understands comes by its own way. Thread-safe. */
final class RealtimeRecognition implements Recognition {
    private final RealtimeLink link;
    private boolean speaking;

    RealtimeRecognition(RealtimeLink link) {
        this.link = link;
    }

    @Override
    public void accept(AudioFrame frame) {
        link.pushAudio(frame);
    }

    @Override
    public synchronized void onSpeechStarted() {
        speaking = true;
    }

    @Override
    public synchronized void onSpeechEnded() {
        speaking = false;
    }

    @Override
    public synchronized boolean hearsSpeech() {
        return speaking;
    }

    @Override
    public synchronized void flush(Duration silence) {
        speaking = false;
        link.commitAudio();
    }

    @Override
    public synchronized void clear() {
        speaking = false;
        link.clearAudio();
    }

    /** One model hears the whole call. */
    @Override
    public void retire() {}

    /** The link ends with the session's world. */
    @Override
    public void close() {}
}
