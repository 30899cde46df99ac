package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Measures the recognition of one utterance, all attempts together. Failed ones are not told. Thread-safe. */
final class UtteranceMeter {
    private final Duration audio;
    private final InstantSource clock;
    private final Consumer<AgentMetrics> told;
    private final Instant asked;
    private volatile String model;

    UtteranceMeter(String model, AudioFrame utterance, InstantSource clock, Consumer<AgentMetrics> told) {
        this.model = model;
        this.audio = utterance.duration();
        this.clock = clock;
        this.told = told;
        this.asked = clock.instant();
    }

    void servedBy(String member) {
        model = member;
    }

    CompletionStage<Transcript> around(CompletionStage<Transcript> recognition) {
        return recognition.thenApply(transcript -> {
            told.accept(new AgentMetrics.SttMetrics(
                    ModelLabel.of(model),
                    Duration.between(asked, clock.instant()),
                    audio,
                    false,
                    transcript.requestId().stream().toList()));
            return transcript;
        });
    }
}
