package dev.parley.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.resilience.ConnectOptions;
import dev.parley.session.SessionOptions;
import dev.parley.turn.TurnOptions;
import dev.parley.worker.events.EventJson;

/** A session's options as JSON: the keys of {@code parley.session} in snake case, durations in milliseconds. */
final class OptionsJson {
    private OptionsJson() {}

    static ObjectNode of(SessionOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("user_away_timeout_ms", options.userAwayTimeout().toMillis())
                .put("transcription_timeout_ms", options.transcriptionTimeout().toMillis())
                .put("max_tool_steps", options.maxToolSteps())
                .put("max_errors", options.maxErrors())
                .put("commit_timeout_ms", options.commitTimeout().toMillis())
                .put("close_timeout_ms", options.closeTimeout().toMillis())
                .put(
                        "close_transcript_timeout_ms",
                        options.closeTranscriptTimeout().toMillis())
                .put("progress_timeout_ms", options.progressTimeout().toMillis());
        json.set("turns", turns(options.turns()));
        ObjectNode connect = json.putObject("connect");
        connect.set("stt", connect(options.connect().stt()));
        connect.set("llm", connect(options.connect().llm()));
        connect.set("tts", connect(options.connect().tts()));
        return json;
    }

    private static ObjectNode turns(TurnOptions turns) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("turn_detection", EventJson.lower(turns.detection()));
        json.putObject("endpointing")
                .put("mode", EventJson.lower(turns.endpointing().mode()))
                .put("min_delay_ms", turns.endpointing().minDelay().toMillis())
                .put("max_delay_ms", turns.endpointing().maxDelay().toMillis())
                .put("alpha", turns.endpointing().alpha());
        json.putObject("interruption")
                .put("enabled", turns.interruption().enabled())
                .put("min_duration_ms", turns.interruption().minDuration().toMillis())
                .put("min_words", turns.interruption().minWords())
                .put(
                        "aec_warmup_ms",
                        turns.interruption()
                                .aecWarmup()
                                .map(java.time.Duration::toMillis)
                                .orElse(null))
                .put(
                        "false_interruption_timeout_ms",
                        turns.interruption().falseInterruptionTimeout().toMillis())
                .put("discard_audio_if_uninterruptible", turns.interruption().discardAudioIfUninterruptible());
        json.putObject("preemptive")
                .put("max_attempts", turns.preemptive().maxAttempts())
                .put("max_speech_ms", turns.preemptive().maxSpeech().toMillis());
        return json;
    }

    private static ObjectNode connect(ConnectOptions connect) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("max_retries", connect.maxRetries())
                .put("retry_interval_ms", connect.retryInterval().toMillis())
                .put("timeout_ms", connect.timeout().toMillis());
    }
}
