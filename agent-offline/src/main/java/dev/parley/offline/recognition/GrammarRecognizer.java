package dev.parley.offline.recognition;

import akka.Done;
import com.typesafe.config.Config;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the sentences of a grammar in JSGF, in English, and nothing else: what doesn't sound like one of them is
 * reported as not understood.
 *
 * <p>Thread-safe. Takes whole utterances. Works on a bounded number of threads of its own, shared by all recognisers of
 * equal settings. Model and grammar are loaded by the first utterance or by {@link #prewarm}; recognisers of the same
 * grammar and settings share them. Loading and waiting for a thread have a deadline of their own.
 */
public final class GrammarRecognizer implements SpeechToText {
    private final Supplier<String> jsgf;
    private final RecognizerSettings settings;
    private @Nullable DecoderPool decoders;

    private GrammarRecognizer(Supplier<String> jsgf, RecognizerSettings settings) {
        this.jsgf = jsgf;
        this.settings = settings;
    }

    /**
     * A recogniser as {@code parley.offline.recognizer} says.
     *
     * @param jsgf a grammar whose words are in lower case; words that no dictionary has are pronounced by rule
     */
    public static GrammarRecognizer of(String jsgf, Config config) {
        return of(() -> jsgf, config);
    }

    /** As {@link #of(String, Config)}, with a grammar that is asked for once: by {@link #prewarm}, else by the first utterance. */
    public static GrammarRecognizer of(Supplier<String> jsgf, Config config) {
        return new GrammarRecognizer(jsgf, RecognizerSettings.of(config));
    }

    private synchronized DecoderPool decoders() {
        if (decoders == null) {
            decoders = DecoderPool.shared(jsgf.get(), settings);
        }
        return decoders;
    }

    @Override
    public String name() {
        return "offline/grammar";
    }

    @Override
    public SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(false, false);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Fails with a {@link java.util.concurrent.TimeoutException} after either deadline, and with an {@link
     * IllegalStateException} at once if too many utterances wait already. An utterance of another format, or longer than
     * the settings allow, fails with an {@link IllegalArgumentException}. Cancelling the stage's future stops the work.
     */
    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        if (!utterance.format().equals(format())) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "utterance: " + utterance + " (expected: 16000 Hz, one channel; resample it first)"));
        }
        if (utterance.duration().compareTo(settings.longest()) > 0) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("utterance: " + utterance
                    + " (expected: at most " + settings.longest().toMillis()
                    + " ms; see parley.offline.recognizer.longest)"));
        }
        return decoders().recognize(utterance);
    }

    @Override
    public Duration loadTime() {
        return settings.loadDeadline();
    }

    @Override
    public CompletionStage<Done> prewarm() {
        return CompletableFuture.supplyAsync(
                        this::decoders) // whoever asks, such as an actor, is not to wait for the grammar
                .thenCompose(DecoderPool::load)
                .thenApply(ignored -> Done.getInstance());
    }
}
