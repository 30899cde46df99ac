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

/**
 * Recognises the sentences of a grammar in JSGF, in English, and nothing else: what doesn't sound like one of them is
 * reported as not understood.
 *
 * <p>Thread-safe. Takes whole utterances. Works on a bounded number of threads of its own, shared by all recognisers of
 * equal settings. Model and grammar are loaded by the first utterance or by {@link #prewarm}; recognisers of the same
 * grammar and settings share them. Loading and waiting for a thread have a deadline of their own.
 */
public final class GrammarRecognizer implements SpeechToText {
    private final RecognizerSettings settings;
    private final DecoderPool decoders;

    /** @param jsgf a grammar whose words are in lower case; words that no dictionary has are pronounced by rule */
    public GrammarRecognizer(String jsgf, RecognizerSettings settings) {
        this.settings = settings;
        decoders = DecoderPool.shared(jsgf, settings);
    }

    /** A recogniser as {@code parley.offline.recognizer} says. */
    public static GrammarRecognizer of(String jsgf, Config config) {
        return new GrammarRecognizer(jsgf, RecognizerSettings.of(config));
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
        return decoders.recognize(utterance);
    }

    @Override
    public Duration loadTime() {
        return settings.loadDeadline();
    }

    @Override
    public CompletionStage<Done> prewarm() {
        return decoders.load().thenApply(ignored -> Done.getInstance());
    }
}
