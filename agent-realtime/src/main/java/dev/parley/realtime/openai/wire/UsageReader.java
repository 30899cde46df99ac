package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.realtime.RealtimeUsage;
import dev.parley.realtime.RealtimeUsage.Tokens;
import java.time.Duration;
import java.util.Optional;

/** The {@code usage} of answers and of transcriptions. */
final class UsageReader {
    private UsageReader() {}

    static Optional<RealtimeUsage> ofResponse(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        JsonNode input = usage.path("input_token_details");
        return Optional.of(new RealtimeUsage(
                "response",
                tokens(usage.path("input_tokens"), input),
                tokens(usage.path("output_tokens"), usage.path("output_token_details")),
                input.path("cached_tokens").asInt(),
                Duration.ZERO));
    }

    /** Either in tokens or by the length of the audio. */
    static Optional<RealtimeUsage> ofTranscription(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        double seconds = Math.max(0, Math.min(usage.path("seconds").asDouble(), 1e9));
        return Optional.of(new RealtimeUsage(
                "transcription",
                tokens(usage.path("input_tokens"), usage.path("input_token_details")),
                tokens(usage.path("output_tokens"), usage.path("output_token_details")),
                0,
                Duration.ofMillis((long) (seconds * 1000))));
    }

    private static Tokens tokens(JsonNode total, JsonNode details) {
        return new Tokens(
                total.asInt(),
                details.path("text_tokens").asInt(),
                details.path("audio_tokens").asInt(),
                details.path("image_tokens").asInt());
    }
}
