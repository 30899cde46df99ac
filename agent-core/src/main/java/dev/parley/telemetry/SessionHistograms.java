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
 * Latencies of turns as histograms, in seconds, and what models were used for as counters, under LiveKit Agents' names; beside
 * them {@link GenAiMetrics}. One serves all sessions. Thread-safe.
 */
public final class SessionHistograms implements Consumer<SessionEvent> {
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("model_provider");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("model_name");

    private final Meter meter;
    private final DoubleHistogram endToEnd;
    private final DoubleHistogram firstToken;
    private final DoubleHistogram firstByte;
    private final DoubleHistogram transcription;
    private final DoubleHistogram endOfTurn;
    private final DoubleHistogram userTurnCompleted;
    private final LongCounter inputTokens;
    private final LongCounter outputTokens;
    private final LongCounter cachedInput;
    private final LongCounter audioInput;
    private final LongCounter textInput;
    private final LongCounter audioOutput;
    private final LongCounter textOutput;
    private final LongCounter characters;
    private final DoubleCounter spoken;
    private final DoubleCounter heard;
    private final GenAiMetrics genAi;

    private SessionHistograms(OpenTelemetry telemetry) {
        meter = telemetry.getMeter("dev.parley");
        endToEnd = turn("e2e_latency", "End of the caller's speech to the agent's first sound.");
        firstToken = turn("llm_ttft", "Request to the first piece of the model's answer.");
        firstByte = turn("tts_ttfb", "First text given to the voice to its first sound.");
        transcription = turn("transcription_delay", "End of the caller's speech to its final transcript.");
        endOfTurn = turn("end_of_turn_delay", "End of the caller's speech to the decision that the turn is over.");
        userTurnCompleted = turn("on_user_turn_completed_delay", "What the agent's onUserTurnCompleted took.");
        inputTokens = count("llm_input_tokens");
        outputTokens = count("llm_output_tokens");
        cachedInput = count("llm_input_cached_tokens");
        audioInput = count("llm_input_audio_tokens");
        textInput = count("llm_input_text_tokens");
        audioOutput = count("llm_output_audio_tokens");
        textOutput = count("llm_output_text_tokens");
        characters = count("tts_characters");
        spoken = usage("tts_audio_duration");
        heard = usage("stt_audio_duration");
        genAi = new GenAiMetrics(meter);
    }

    public static SessionHistograms of(OpenTelemetry telemetry) {
        return new SessionHistograms(telemetry);
    }

    /** Follows a session to its end; to be called before it starts. */
    public void attach(AgentSession session) {
        session.on(SessionEvent.class, this);
        session.on(SessionEvent.class, new WorkDurations(genAi, session::agentId));
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
            genAi.record(llm);
        } else if (metrics instanceof AgentMetrics.RealtimeModelMetrics realtime) {
            realtime(realtime);
            genAi.record(realtime);
        } else if (metrics instanceof AgentMetrics.TtsMetrics tts) {
            characters.add(tts.characters(), of(tts.label()));
            spoken.add(SessionSpans.seconds(tts.audioDuration()), of(tts.label()));
        } else if (metrics instanceof AgentMetrics.SttMetrics stt) {
            heard.add(SessionSpans.seconds(stt.audioDuration()), of(stt.label()));
        } else if (metrics instanceof AgentMetrics.EouMetrics eou) {
            record(userTurnCompleted, eou.onUserTurnCompletedDelay());
        }
    }

    private void realtime(AgentMetrics.RealtimeModelMetrics realtime) {
        Attributes model = of(realtime.label());
        inputTokens.add(realtime.input().total(), model);
        cachedInput.add(realtime.cachedTokens(), model);
        audioInput.add(realtime.input().audio(), model);
        textInput.add(realtime.input().text(), model);
        outputTokens.add(realtime.output().total(), model);
        audioOutput.add(realtime.output().audio(), model);
        textOutput.add(realtime.output().text(), model);
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
                .setExplicitBucketBoundariesAdvice(GenAiMetrics.SECONDS)
                .build();
    }

    private LongCounter count(String name) {
        return meter.counterBuilder("lk.agents.usage." + name).build();
    }

    private DoubleCounter usage(String name) {
        return meter.counterBuilder("lk.agents.usage." + name)
                .ofDoubles()
                .setUnit("s")
                .build();
    }
}
