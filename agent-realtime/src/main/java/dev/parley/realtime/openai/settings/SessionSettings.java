package dev.parley.realtime.openai.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a session's model is told beside instructions and tools. Immutable; made by {@link #of} and the builder.
 *
 * @param voice one of the provider's names, or {@code voice_…} for one of your own
 * @param speed 0.25 to 1.5
 * @param spoken whether it answers by audio; else by text
 * @param turnDetector empty for none: whoever holds the session commits the turns
 * @param transcription empty for none
 * @param maxOutputTokens 1 to 4096; empty for no limit
 * @param tracing {@code "auto"} or an object; empty for none
 * @param prompt a prompt stored with the provider: {@code id}, {@code version}, {@code variables}
 * @param include such as {@code item.input_audio_transcription.logprobs}
 * @param reasoningEffort for reasoning models only; others refuse the whole session with it
 * @param parallelToolCalls for reasoning models only
 * @param more fields of the session object that have no name here, as they are sent
 */
public record SessionSettings(
        String model,
        String voice,
        double speed,
        AudioCodec input,
        AudioCodec output,
        boolean spoken,
        Optional<TurnDetector> turnDetector,
        Optional<Transcription> transcription,
        Optional<NoiseReduction> noiseReduction,
        OptionalInt maxOutputTokens,
        Truncation truncation,
        Optional<JsonNode> tracing,
        Optional<JsonNode> prompt,
        List<String> include,
        Optional<String> reasoningEffort,
        Optional<Boolean> parallelToolCalls,
        Map<String, JsonNode> more) {

    public SessionSettings {
        if (model.isBlank()) {
            throw new IllegalArgumentException("realtime model: empty (expected: a name such as gpt-realtime)");
        }
        if (!(speed >= 0.25 && speed <= 1.5)) {
            throw new IllegalArgumentException("realtime speed: " + speed + " (expected: 0.25 to 1.5)");
        }
        maxOutputTokens.ifPresent(most -> {
            if (most < 1 || most > 4096) {
                throw new IllegalArgumentException(
                        "realtime max-output-tokens: " + most + " (expected: 1 to 4096, or none)");
            }
        });
        include = List.copyOf(include);
        more = Map.copyOf(more);
    }

    /** The usual settings of this model: it speaks as {@code marin}, finds turns by server VAD, transcribes the caller. */
    public static SessionSettings of(String model) {
        return builder(model).build();
    }

    public static SessionSettingsBuilder builder(String model) {
        return new SessionSettingsBuilder(model);
    }
}
