package dev.parley.realtime.openai.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects {@link SessionSettings}. Not thread-safe. */
public final class SessionSettingsBuilder {
    private final String model;
    private String voice = "marin";
    private double speed = 1;
    private AudioCodec input = AudioCodec.PCM;
    private AudioCodec output = AudioCodec.PCM;
    private boolean spoken = true;
    private Optional<TurnDetector> turnDetector = Optional.of(TurnDetector.ServerVad.standard());
    private Optional<Transcription> transcription = Optional.of(Transcription.standard());
    private Optional<NoiseReduction> noiseReduction = Optional.empty();
    private OptionalInt maxOutputTokens = OptionalInt.empty();
    private Truncation truncation = new Truncation.Auto();
    private Optional<JsonNode> tracing = Optional.empty();
    private Optional<JsonNode> prompt = Optional.empty();
    private List<String> include = List.of();
    private Optional<String> reasoningEffort = Optional.empty();
    private Optional<Boolean> parallelToolCalls = Optional.empty();
    private final Map<String, JsonNode> more = new HashMap<>();

    SessionSettingsBuilder(String model) {
        this.model = model;
    }

    public SessionSettingsBuilder voice(String name) {
        voice = name;
        return this;
    }

    /** 1 is the voice's own speed. */
    public SessionSettingsBuilder speed(double factor) {
        speed = factor;
        return this;
    }

    /** Both directions in this codec. */
    public SessionSettingsBuilder codec(AudioCodec codec) {
        input = codec;
        output = codec;
        return this;
    }

    /** The model answers by text; a voice of the session's speaks it. */
    public SessionSettingsBuilder written() {
        spoken = false;
        return this;
    }

    public SessionSettingsBuilder turnDetector(TurnDetector detector) {
        turnDetector = Optional.of(detector);
        return this;
    }

    /** Push to talk, or turns found by the session's own detector. */
    public SessionSettingsBuilder withoutTurnDetector() {
        turnDetector = Optional.empty();
        return this;
    }

    public SessionSettingsBuilder transcription(Transcription how) {
        transcription = Optional.of(how);
        return this;
    }

    public SessionSettingsBuilder withoutTranscription() {
        transcription = Optional.empty();
        return this;
    }

    public SessionSettingsBuilder noiseReduction(NoiseReduction microphone) {
        noiseReduction = Optional.of(microphone);
        return this;
    }

    public SessionSettingsBuilder maxOutputTokens(int most) {
        maxOutputTokens = OptionalInt.of(most);
        return this;
    }

    public SessionSettingsBuilder truncation(Truncation how) {
        truncation = how;
        return this;
    }

    public SessionSettingsBuilder tracing(JsonNode how) {
        tracing = Optional.of(how);
        return this;
    }

    public SessionSettingsBuilder prompt(JsonNode stored) {
        prompt = Optional.of(stored);
        return this;
    }

    public SessionSettingsBuilder include(List<String> fields) {
        include = fields;
        return this;
    }

    public SessionSettingsBuilder reasoningEffort(String effort) {
        reasoningEffort = Optional.of(effort);
        return this;
    }

    public SessionSettingsBuilder parallelToolCalls(boolean allowed) {
        parallelToolCalls = Optional.of(allowed);
        return this;
    }

    /** A field of the session object that has no name here. */
    public SessionSettingsBuilder field(String name, JsonNode value) {
        more.put(name, value);
        return this;
    }

    /**
     * The settings as they were collected.
     *
     * @throws IllegalArgumentException naming the field, the value and the rule
     */
    public SessionSettings build() {
        return new SessionSettings(
                model,
                voice,
                speed,
                input,
                output,
                spoken,
                turnDetector,
                transcription,
                noiseReduction,
                maxOutputTokens,
                truncation,
                tracing,
                prompt,
                include,
                reasoningEffort,
                parallelToolCalls,
                more);
    }
}
