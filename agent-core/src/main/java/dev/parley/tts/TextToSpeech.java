package dev.parley.tts;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A voice. Thread-safe; one serves many sessions. */
public interface TextToSpeech {

    /** No voice: what is said is text only, and counts as heard at once. */
    static TextToSpeech none() {
        return NoVoice.INSTANCE;
    }

    /** Short name for logs and metrics. */
    String name();

    TextToSpeechCapabilities capabilities();

    /** Format of the audio it gives. */
    AudioFormat format();

    /**
     * Speaks a text, usually one sentence, never longer than {@link TextToSpeechCapabilities#longestText()}. Nothing happens before the source is run; frames come as soon as they are
     * made, as fast as they are asked for; cancelling the source stops the work.
     */
    Source<AudioFrame, NotUsed> synthesize(String text);

    /**
     * The same with what is said when, for a voice that knows it; the session keeps the transcript in step by that. A voice
     * that does not know gives no timings.
     */
    default Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
        return synthesize(text).map(SynthesizedAudio::of);
    }

    /**
     * Speaks a text as it is written, in one go: no break between its sentences, and no need to wait for their ends. Completing
     * the text has the rest spoken, and the audio ends behind it; cancelling the audio stops the work. Only of use where {@link
     * TextToSpeechCapabilities#streaming} holds; fails at once elsewhere, where {@link TextToSpeechStreamAdapter} helps.
     */
    default Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
        return Flow.<SpeechInput>create().map(input -> {
            throw new IllegalStateException(
                    name() + " does not stream (expected: synthesize, or a TextToSpeechStreamAdapter of it)");
        });
    }

    /** Loads or connects what the first sentence would wait for. Idempotent; completes when ready. */
    default CompletionStage<Done> prewarm() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
