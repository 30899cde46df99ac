package dev.parley.session;

import com.typesafe.config.Config;
import dev.parley.turn.BackchannelBoundary;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.TurnStart;
import dev.parley.turn.UserTurnLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** How turns are taken, as {@code parley.session} has it. */
final class TurnConfig {
    private TurnConfig() {}

    static TurnOptions turns(Config session) {
        Config interruption = session.getConfig("interruption");
        Config preemptive = session.getConfig("preemptive");
        Config limit = session.getConfig("user-turn-limit");
        Config start = session.getConfig("turn-start");
        return new TurnOptions(
                detection(session.getString("turn-detection")),
                endpointing(session.getConfig("endpointing")),
                new InterruptionOptions(
                        interruption.getBoolean("enabled"),
                        interruption.getDuration("min-duration"),
                        interruption.getInt("min-words"),
                        aecWarmup(interruption),
                        interruption.getDuration("false-interruption-timeout"),
                        interruption.getBoolean("discard-audio-if-uninterruptible")),
                new PreemptiveGeneration(
                        preemptive.getInt("max-attempts"),
                        preemptive.getDuration("max-speech"),
                        preemptive.getBoolean("tts")),
                new UserTurnLimit(limit.getInt("max-words"), limit.getDuration("max-duration")),
                new TurnStart(
                        start.getInt("min-words"),
                        start.getBoolean("use-interim"),
                        new BackchannelBoundary(
                                start.getDuration("backchannel-boundary.start"),
                                start.getDuration("backchannel-boundary.end"))),
                session.getStringList("mute").stream().map(MuteStrategy::named).collect(Collectors.toSet()),
                session.getDuration("user-idle-timeout"),
                Optional.empty());
    }

    private static TurnDetection detection(String name) {
        return switch (name) {
            case "auto" -> TurnDetection.AUTO;
            case "realtime-llm" -> TurnDetection.REALTIME_LLM;
            case "vad" -> TurnDetection.VAD;
            case "stt" -> TurnDetection.STT;
            case "manual" -> TurnDetection.MANUAL;
            default ->
                throw new IllegalArgumentException(
                        "turn-detection: " + name + " (expected: one of auto, realtime-llm, vad, stt, manual)");
        };
    }

    private static EndpointingOptions endpointing(Config endpointing) {
        return new EndpointingOptions(
                endpointingMode(endpointing.getString("mode")),
                endpointing.getDuration("min-delay"),
                endpointing.getDuration("max-delay"),
                endpointing.getDouble("alpha"),
                endpointing.getDuration("prediction-timeout"));
    }

    private static EndpointingOptions.Mode endpointingMode(String name) {
        return switch (name) {
            case "fixed" -> EndpointingOptions.Mode.FIXED;
            case "dynamic" -> EndpointingOptions.Mode.DYNAMIC;
            default ->
                throw new IllegalArgumentException("endpointing mode: " + name + " (expected: fixed or dynamic)");
        };
    }

    private static Optional<Duration> aecWarmup(Config interruption) {
        return interruption.getString("aec-warmup").equals("auto")
                ? Optional.empty()
                : Optional.of(interruption.getDuration("aec-warmup"));
    }
}
