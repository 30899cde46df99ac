package dev.parley.worker.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.metrics.ModelUsage;
import dev.parley.metrics.SessionUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes measurements as the API's JSON, under LiveKit Agents' type names; durations in milliseconds. */
final class MetricsJson {
    private MetricsJson() {}

    static ObjectNode of(AgentMetrics metrics) {
        if (metrics instanceof AgentMetrics.SttMetrics stt) {
            ObjectNode json = labelled("stt_metrics", stt.label())
                    .put("duration_ms", stt.duration().toMillis())
                    .put("audio_duration_ms", stt.audioDuration().toMillis())
                    .put("streamed", stt.streamed());
            requestIds(json, stt.providerRequestIds());
            return json;
        }
        if (metrics instanceof AgentMetrics.LlmMetrics llm) {
            return of(llm);
        }
        if (metrics instanceof AgentMetrics.TtsMetrics tts) {
            return of(tts);
        }
        if (metrics instanceof AgentMetrics.RealtimeModelMetrics realtime) {
            return of(realtime);
        }
        if (metrics instanceof AgentMetrics.VadMetrics vad) {
            return labelled("vad_metrics", vad.label())
                    .put("inference_duration_us", vad.inferenceDuration().toNanos() / 1000)
                    .put("inference_count", vad.inferences());
        }
        if (metrics instanceof AgentMetrics.EouMetrics eou) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("type", "eou_metrics").put("speech_id", eou.speechId());
            millis(json, "end_of_utterance_delay_ms", eou.endOfUtteranceDelay());
            millis(json, "transcription_delay_ms", eou.transcriptionDelay());
            millis(json, "on_user_turn_completed_delay_ms", eou.onUserTurnCompletedDelay());
            return json;
        }
        if (metrics instanceof AgentMetrics.EotInferenceMetrics eot) {
            return of(eot);
        }
        throw new IllegalStateException("metrics: " + metrics.getClass() + " (expected: a case of MetricsJson)");
    }

    private static ObjectNode of(AgentMetrics.EotInferenceMetrics eot) {
        ObjectNode json = labelled("eot_inference_metrics", eot.label())
                .put("prediction_duration_ms", eot.predictionDuration().toMillis())
                .put("probability", eot.probability())
                .put("unlikely_threshold", eot.unlikelyThreshold())
                .put("endpointing_delay_ms", eot.endpointingDelay().toMillis());
        millis(json, "detection_delay_ms", eot.detectionDelay());
        eot.language().ifPresent(language -> json.put("language", language));
        return json;
    }

    private static void requestIds(ObjectNode json, List<String> ids) {
        if (!ids.isEmpty()) {
            ids.forEach(json.putArray("provider_request_ids")::add);
        }
    }

    private static ObjectNode of(AgentMetrics.LlmMetrics llm) {
        ObjectNode json = labelled("llm_metrics", llm.label())
                .put("request_id", llm.requestId())
                .put("duration_ms", llm.duration().toMillis())
                .put("cancelled", llm.cancelled())
                .put("prompt_tokens", llm.promptTokens())
                .put("completion_tokens", llm.completionTokens())
                .put("total_tokens", llm.totalTokens());
        millis(json, "ttft_ms", llm.timeToFirstToken());
        llm.fallbackIndex().ifPresent(index -> json.put("fallback_index", index));
        requestIds(json, llm.providerRequestIds());
        return json;
    }

    private static ObjectNode of(AgentMetrics.RealtimeModelMetrics realtime) {
        ObjectNode json = labelled("realtime_model_metrics", realtime.label())
                .put("request_id", realtime.requestId())
                .put("duration_ms", realtime.duration().toMillis())
                .put("cancelled", realtime.cancelled())
                .put("input_tokens", realtime.input().total())
                .put("cached_tokens", realtime.cachedTokens())
                .put("output_tokens", realtime.output().total())
                .put("total_tokens", realtime.totalTokens());
        json.set("input_token_details", of(realtime.input()));
        json.set("output_token_details", of(realtime.output()));
        millis(json, "ttft_ms", realtime.timeToFirstToken());
        return json;
    }

    private static ObjectNode of(AgentMetrics.TokenDetails tokens) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text_tokens", tokens.text())
                .put("audio_tokens", tokens.audio())
                .put("image_tokens", tokens.image());
    }

    private static ObjectNode of(AgentMetrics.TtsMetrics tts) {
        ObjectNode json = labelled("tts_metrics", tts.label())
                .put("speech_id", tts.speechId())
                .put("duration_ms", tts.duration().toMillis())
                .put("audio_duration_ms", tts.audioDuration().toMillis())
                .put("cancelled", tts.cancelled())
                .put("characters_count", tts.characters())
                .put("streamed", tts.streamed());
        millis(json, "ttfb_ms", tts.timeToFirstByte());
        tts.fallbackIndex().ifPresent(index -> json.put("fallback_index", index));
        requestIds(json, tts.providerRequestIds());
        return json;
    }

    static ArrayNode of(SessionUsage usage) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        usage.models().forEach(model -> all.add(of(model)));
        return all;
    }

    private static ObjectNode of(ModelUsage usage) {
        if (usage instanceof ModelUsage.SttUsage stt) {
            return labelled("stt_usage", stt.label())
                    .put("audio_duration_ms", stt.audioDuration().toMillis());
        }
        if (usage instanceof ModelUsage.LlmUsage llm) {
            return labelled("llm_usage", llm.label())
                    .put("input_tokens", llm.inputTokens())
                    .put("output_tokens", llm.outputTokens());
        }
        if (usage instanceof ModelUsage.RealtimeUsage realtime) {
            return labelled("realtime_usage", realtime.label())
                    .put("input_tokens", realtime.inputTokens())
                    .put("input_audio_tokens", realtime.inputAudioTokens())
                    .put("cached_tokens", realtime.cachedTokens())
                    .put("output_tokens", realtime.outputTokens())
                    .put("output_audio_tokens", realtime.outputAudioTokens());
        }
        if (usage instanceof ModelUsage.TtsUsage tts) {
            return labelled("tts_usage", tts.label())
                    .put("characters_count", tts.characters())
                    .put("audio_duration_ms", tts.audioDuration().toMillis());
        }
        throw new IllegalStateException("usage: " + usage.getClass() + " (expected: a case of MetricsJson)");
    }

    static ObjectNode of(MessageMetrics metrics) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        time(json, "started_speaking_at", metrics.startedSpeakingAt());
        time(json, "stopped_speaking_at", metrics.stoppedSpeakingAt());
        millis(json, "transcription_delay_ms", metrics.transcriptionDelay());
        millis(json, "end_of_turn_delay_ms", metrics.endOfTurnDelay());
        millis(json, "on_user_turn_completed_delay_ms", metrics.onUserTurnCompletedDelay());
        millis(json, "llm_node_ttft_ms", metrics.llmNodeTtft());
        metrics.llmNodeTps().ifPresent(perSecond -> json.put("llm_node_tps", perSecond));
        millis(json, "llm_node_ttfs_ms", metrics.llmNodeTtfs());
        millis(json, "tts_node_ttfb_ms", metrics.ttsNodeTtfb());
        millis(json, "e2e_latency_ms", metrics.e2eLatency());
        millis(json, "playback_latency_ms", metrics.playbackLatency());
        metrics.transcriptConfidence().ifPresent(confidence -> json.put("transcript_confidence", confidence));
        requestIds(json, metrics.providerRequestIds());
        metadata(json, "stt_metadata", metrics.sttModel());
        metadata(json, "llm_metadata", metrics.llmModel());
        metadata(json, "tts_metadata", metrics.ttsModel());
        return json;
    }

    private static void metadata(ObjectNode json, String key, Optional<ModelLabel> label) {
        label.ifPresent(
                known -> json.putObject(key).put("model_name", known.model()).put("model_provider", known.provider()));
    }

    private static ObjectNode labelled(String type, ModelLabel label) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("provider", label.provider())
                .put("model", label.model());
    }

    private static void millis(ObjectNode json, String key, Optional<Duration> time) {
        time.ifPresent(value -> json.put(key, value.toMillis()));
    }

    private static void time(ObjectNode json, String key, Optional<Instant> time) {
        time.ifPresent(value -> json.put(key, value.toString()));
    }
}
