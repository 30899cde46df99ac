package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.vad.VadSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * A session's turn detection.
 *
 * <p>The vendor's threshold of 0 to 1 becomes an activation of 0.8 to 1 of the detector, so that the vendor's default of
 * 0.5 is the detector's own. Semantics are not looked at: {@code semantic_vad} is a silence whose length follows from the
 * eagerness.
 *
 * @param prefixPadding how much audio before the start of speech belongs to the utterance
 * @param idle how long nobody may speak before the model does; empty for any time
 * @param detector how speech is found
 */
record TurnSettings(
        Duration prefixPadding,
        Optional<Duration> idle,
        boolean createsResponse,
        boolean interrupts,
        VadSettings detector) {
    private static final Duration SEMANTIC_PADDING = Duration.ofMillis(300);

    /** Of the {@code turn_detection} of a session, which has been checked; empty if it is off. */
    static Optional<TurnSettings> of(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        boolean semantic = json.path("type").asText().equals("semantic_vad");
        Duration silence = semantic
                ? silenceFor(json.path("eagerness").asText())
                : Duration.ofMillis(
                        Math.max(20, json.path("silence_duration_ms").asLong(500)));
        VadSettings detector = VadSettings.builder()
                .activation(0.8 + 0.2 * json.path("threshold").asDouble(0.5))
                .minSilence(silence)
                .build();
        return Optional.of(new TurnSettings(
                semantic
                        ? SEMANTIC_PADDING
                        : Duration.ofMillis(json.path("prefix_padding_ms").asLong(300)),
                json.path("idle_timeout_ms").isNumber()
                        ? Optional.of(
                                Duration.ofMillis(json.path("idle_timeout_ms").asLong()))
                        : Optional.empty(),
                json.path("create_response").asBoolean(true),
                json.path("interrupt_response").asBoolean(true),
                detector));
    }

    private static Duration silenceFor(String eagerness) {
        return switch (eagerness) {
            case "low" -> Duration.ofMillis(1600);
            case "high" -> Duration.ofMillis(400);
            default -> Duration.ofMillis(800);
        };
    }
}
