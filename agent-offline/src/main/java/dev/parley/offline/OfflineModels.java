package dev.parley.offline;

import com.typesafe.config.Config;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.offline.dialogue.RuleDialogue;
import dev.parley.offline.recognition.GrammarRecognizer;
import dev.parley.offline.voice.OfflineVoice;
import dev.parley.provider.Models;
import dev.parley.vad.SpectralVoiceActivityDetector;
import dev.parley.vad.VoiceActivityDetector;
import java.nio.file.Path;

/**
 * Offline models for an agent with a dialogue of its own: the dialogue's data gives the language model its rules and the
 * recogniser its grammar.
 *
 * <p>Cheap to make and free to drop: model, grammar and voice are loaded on first use or {@code prewarm}, and shared in
 * the process by all models of the same data and settings.
 */
public final class OfflineModels {
    /** Name of the provider of these models. */
    public static final String PROVIDER = "offline";

    private OfflineModels() {}

    /**
     * Models that talk by this dialogue.
     *
     * @param config the whole configuration, of which {@code parley.offline} is read
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static Models of(Dialogue dialogue, VoiceActivityDetector vad, Config config) {
        return new Models(
                PROVIDER,
                vad,
                GrammarRecognizer.of(dialogue::grammar, config),
                new RuleDialogue(dialogue),
                OfflineVoice.of(config));
    }

    /** Models that talk by this dialogue, with the framework's own detector. */
    public static Models of(Dialogue dialogue, Config config) {
        return of(dialogue, SpectralVoiceActivityDetector.create(), config);
    }

    /** Models that talk by the dialogue in a file; see {@link Dialogue#file(Path)}. */
    public static Models of(Path file, Config config) {
        return of(Dialogue.file(file), config);
    }

    /** Models that talk by the dialogue in a resource; see {@link Dialogue#resource(Class, String)}. */
    public static Models of(Class<?> owner, String resource, Config config) {
        return of(Dialogue.resource(owner, resource), config);
    }

    /**
     * These models with another dialogue: its language model, and a recogniser for its sentences. Detector and voice
     * stay.
     */
    public static Models withDialogue(Models models, Dialogue dialogue, Config config) {
        return models.withStt(GrammarRecognizer.of(dialogue::grammar, config)).withLlm(new RuleDialogue(dialogue));
    }
}
