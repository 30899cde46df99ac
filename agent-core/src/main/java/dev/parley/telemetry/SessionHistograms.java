package dev.parley.telemetry;

import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Latencies of turns as histograms, in seconds, and what models were used for as counters, under LiveKit Agents' names. One serves
 * all sessions. Thread-safe.
 */
public final class SessionHistograms implements Consumer<SessionEvent> {
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");

    private final Meter meter;
    private final DoubleHistogram endToEnd;
    private final DoubleHistogram firstToken;
    private final DoubleHistogram firstByte;
    private final DoubleHistogram transcription;
    private final DoubleHistogram endOfTurn;
    private final LongCounter inputTokens;
    private final LongCounter outputTokens;
    private final LongCounter characters;
    private final DoubleCounter spoken;
    private final DoubleCounter heard;

    private SessionHistograms(OpenTelemetry telemetry) {
        meter = telemetry.getMeter("dev.parley");
        endToEnd = turn("e2e_latency", "End of the caller's speech to the agent's first sound.");
        firstToken = turn("llm_ttft", "Request to the first piece of the model's answer.");
        firstByte = turn("tts_ttfb", "First text given to the voice to its first sound.");
        transcription = turn("transcription_delay", "End of the caller's speech to its final transcript.");
        endOfTurn = turn("end_of_turn_delay", "End of the caller's speech to the decision that the turn is over.");
        inputTokens = meter.counterBuilder("lk.agents.usage.llm_input_tokens").build();
        outputTokens = meter.counterBuilder("lk.agents.usage.llm_output_tokens").build();
        characters = meter.counterBuilder("lk.agents.usage.tts_characters").build();
        spoken = usage("tts_audio_duration");
        heard = usage("stt_audio_duration");
    }

    public static SessionHistograms of(OpenTelemetry telemetry) {
        return new SessionHistograms(telemetry);
    }

    /** Follows a session to its end; to be called before it starts. */
    public void attach(AgentSession session) {
        session.on(SessionEvent.class, this);
    }

    @Override
    public void accept(SessionEvent event) {
        if (event instanceof SessionEvent.MetricsCollected collected) {
            turn(collected.metrics());
        } else if (event instanceof SessionEvent.AgentMetricsCollected collected) {
            model(collected.metrics());
        }
    }

    private void turn(TurnMetrics turn) {
        record(endToEnd, turn.endToEnd());
        record(firstToken, turn.timeToFirstToken());
        record(firstByte, turn.timeToFirstByte());
        record(transcription, turn.transcriptionDelay());
        record(endOfTurn, turn.endOfTurnDelay());
    }

    private void model(AgentMetrics metrics) {
        if (metrics instanceof AgentMetrics.LlmMetrics llm) {
            inputTokens.add(llm.promptTokens(), of(llm.label()));
            outputTokens.add(llm.completionTokens(), of(llm.label()));
        } else if (metrics instanceof AgentMetrics.TtsMetrics tts) {
            characters.add(tts.characters(), of(tts.label()));
            spoken.add(SessionSpans.seconds(tts.audioDuration()), of(tts.label()));
        } else if (metrics instanceof AgentMetrics.SttMetrics stt) {
            heard.add(SessionSpans.seconds(stt.audioDuration()), of(stt.label()));
        }
    }

    private static void record(DoubleHistogram histogram, Optional<Duration> time) {
        time.ifPresent(value -> histogram.record(SessionSpans.seconds(value)));
    }

    private static Attributes of(ModelLabel label) {
        return Attributes.of(PROVIDER, label.provider(), MODEL, label.model());
    }

    private DoubleHistogram turn(String name, String description) {
        return meter.histogramBuilder("lk.agents.turn." + name)
                .setUnit("s")
                .setDescription(description)
                .build();
    }

    private DoubleCounter usage(String name) {
        return meter.counterBuilder("lk.agents.usage." + name)
                .ofDoubles()
                .setUnit("s")
                .build();
    }
}
