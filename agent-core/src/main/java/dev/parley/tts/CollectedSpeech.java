package dev.parley.tts;

import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFrame;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A whole speech at once. */
public final class CollectedSpeech {
    private CollectedSpeech() {}

    /**
     * Collects a speech into one frame, LiveKit Agents' {@code collect()}: {@code
     * voice.synthesize(text).runWith(CollectedSpeech.sink(), system)}. Fails with the speech, or if it has no audio.
     */
    public static Sink<AudioFrame, CompletionStage<AudioFrame>> sink() {
        return Sink.<AudioFrame>seq().mapMaterializedValue(all -> all.thenApply(CollectedSpeech::joined));
    }

    private static AudioFrame joined(List<AudioFrame> frames) {
        if (frames.isEmpty()) {
            throw new IllegalStateException("speech: no audio (expected: at least one frame)");
        }
        byte[] whole = new byte[frames.stream().mapToInt(AudioFrame::byteCount).reduce(0, Math::addExact)];
        int at = 0;
        for (AudioFrame frame : frames) {
            frame.copyTo(whole, at);
            at += frame.byteCount();
        }
        return AudioFrame.wrap(whole, frames.get(0).format());
    }
}
