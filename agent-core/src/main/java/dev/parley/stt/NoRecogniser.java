package dev.parley.stt;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What {@link SpeechToText#none()} is: audio that comes all the same is refused, never taken for silence. */
record NoRecogniser(String name) implements SpeechToText {
    static final NoRecogniser INSTANCE = new NoRecogniser("none");

    @Override
    public SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(false, false);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return CompletableFuture.failedStage(
                new IllegalStateException("recogniser: none (expected: typed text, or a session with a SpeechToText)"));
    }
}
