package dev.parley.stt;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A recogniser. Thread-safe; one serves many sessions.
 *
 * <p>A recogniser that {@linkplain SpeechToTextCapabilities#streaming() streams} is fed all audio by {@link #stream};
 * one that does not is given whole utterances, cut out by voice activity detection, by {@link #recognize}.
 */
public interface SpeechToText {

    /** No recogniser: for a session whose caller only types. */
    static SpeechToText none() {
        return NoRecogniser.INSTANCE;
    }

    /** Short name for logs and metrics. */
    String name();

    SpeechToTextCapabilities capabilities();

    /** Format it wants its audio in; the session resamples. */
    AudioFormat format();

    /**
     * Recognises one utterance. Completes with an empty text if nothing was understood; fails if the recogniser is out
     * of order.
     */
    CompletionStage<Transcript> recognize(AudioFrame utterance);

    /**
     * The same, listening for these terms. Only of use where it has {@link SpeechToTextFeature#KEYTERMS}; others take no notice
     * of them.
     */
    default CompletionStage<Transcript> recognize(AudioFrame utterance, List<String> keyterms) {
        return recognize(utterance);
    }

    /**
     * Recognises a conversation's audio as it comes. Cancelling or completing the flow ends it. Only of use where
     * {@link SpeechToTextCapabilities#streaming()} holds; fails at once elsewhere.
     *
     * <p>A session runs its stages on the thread that pushes the caller's audio: they must not block, and what computes for
     * more than a small part of a frame's length is given other threads by name: {@code
     * computing.async("akka.actor.default-dispatcher")}. An {@code async()} without a name keeps the thread.
     */
    default Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
        return Flow.<AudioFrame>create().map(frame -> {
            throw new IllegalStateException(
                    name() + " does not stream (expected: recognize, with utterances cut out by a detector)");
        });
    }

    /** The same, listening for these terms as long as it runs; see {@link #recognize(AudioFrame, List)}. */
    default Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms) {
        return stream();
    }

    /**
     * The same, in this conversation. Only of use where it has {@link SpeechToTextFeature#CHAT_CONTEXT}; a session calls it of such alone.
     */
    default Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms, Conversation conversation) {
        return stream(keyterms);
    }

    /** How much longer than others a recognition may take, since a model is loaded for it; zero for a service. */
    default Duration loadTime() {
        return Duration.ZERO;
    }

    /** Loads or connects what the first recognition would wait for. Idempotent; completes when ready. */
    default CompletionStage<Done> prewarm() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
