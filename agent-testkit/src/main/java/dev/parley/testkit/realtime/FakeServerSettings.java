package dev.parley.testkit.realtime;

import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.tts.TextToSpeech;
import dev.parley.vad.SpectralVoiceActivityDetector;
import dev.parley.vad.VadSettings;
import dev.parley.vad.VoiceActivityDetector;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a fake server is made of, beside its script.
 *
 * @param port 0 for any free one
 * @param voice speaks what replies say; a hum of the text's length if there is none
 * @param recogniser understands what the script has no words for; without one, nothing is understood
 * @param model answers what neither the script's replies nor its rules are about
 * @param detectors makes the voice activity detector of a session
 * @param apiKeys the keys that are taken; if there are none, any is
 */
public record FakeServerSettings(
        String host,
        int port,
        Optional<TextToSpeech> voice,
        Optional<SpeechToText> recogniser,
        Optional<LanguageModel> model,
        Function<VadSettings, VoiceActivityDetector> detectors,
        Set<String> apiKeys,
        Dialects dialects) {
    private static final int HIGHEST_PORT = 65_535;

    public FakeServerSettings {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "port: " + port + " (expected: 0 to " + HIGHEST_PORT + "; 0 takes any free one)");
        }
        apiKeys = Set.copyOf(apiKeys);
    }

    /** Any free port of this machine's loopback address, any key, a hum for a voice, today's dialect. */
    public static FakeServerSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; what isn't set keeps its default. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private Optional<TextToSpeech> voice = Optional.empty();
        private Optional<SpeechToText> recogniser = Optional.empty();
        private Optional<LanguageModel> model = Optional.empty();
        private Function<VadSettings, VoiceActivityDetector> detectors = SpectralVoiceActivityDetector::create;
        private Set<String> apiKeys = Set.of();
        private Dialects dialects = Dialects.CURRENT;

        private Builder() {}

        public Builder host(String newHost) {
            host = newHost;
            return this;
        }

        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        public Builder voice(TextToSpeech newVoice) {
            voice = Optional.of(newVoice);
            return this;
        }

        public Builder recogniser(SpeechToText newRecogniser) {
            recogniser = Optional.of(newRecogniser);
            return this;
        }

        public Builder model(LanguageModel newModel) {
            model = Optional.of(newModel);
            return this;
        }

        public Builder detectors(Function<VadSettings, VoiceActivityDetector> newDetectors) {
            detectors = newDetectors;
            return this;
        }

        public Builder apiKeys(String... keys) {
            apiKeys = Set.of(keys);
            return this;
        }

        public Builder dialects(Dialects newDialects) {
            dialects = newDialects;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public FakeServerSettings build() {
            return new FakeServerSettings(host, port, voice, recogniser, model, detectors, apiKeys, dialects);
        }
    }
}
