package dev.parley.session.internal;

import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.AgentMetrics.RealtimeModelMetrics;
import dev.parley.metrics.AgentMetrics.TokenDetails;
import dev.parley.metrics.ModelLabel;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures what a realtime model does by what it tells: how long its answers took, and what they, and its transcriptions,
 * will cost. Bound: 32 answers that have not ended. One event at a time.
 */
final class RealtimeMeter {
    private static final int MOST = 32;

    private final Supplier<ModelLabel> label;
    private final InstantSource clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST;
        }
    };

    private record Answer(Instant begun, Optional<Instant> first, Optional<RealtimeUsage> usage) {}

    RealtimeMeter(Supplier<ModelLabel> label, InstantSource clock) {
        this.label = label;
        this.clock = clock;
    }

    /** A measurement, if this event completes one. */
    Optional<AgentMetrics> on(RealtimeEvent event) {
        if (event instanceof RealtimeEvent.GenerationCreated created) {
            answers.put(created.replyId(), new Answer(clock.instant(), Optional.empty(), Optional.empty()));
        } else if (event instanceof RealtimeEvent.MessageStarted started) {
            onFirst(started.replyId());
        } else if (event instanceof RealtimeEvent.ToolCalled called) {
            onFirst(called.replyId());
        } else if (event instanceof RealtimeEvent.UsageReported report) {
            return onUsage(report);
        } else if (event instanceof RealtimeEvent.GenerationEnded ended) {
            return onEnded(ended);
        }
        return Optional.empty();
    }

    private void onFirst(String replyId) {
        answers.computeIfPresent(
                replyId,
                (id, answer) -> answer.first().isPresent()
                        ? answer
                        : new Answer(answer.begun(), Optional.of(clock.instant()), answer.usage()));
    }

    /** An answer's is told with its end, which follows. */
    private Optional<AgentMetrics> onUsage(RealtimeEvent.UsageReported report) {
        RealtimeUsage usage = report.usage();
        if (answers.containsKey(report.replyId())) {
            answers.computeIfPresent(
                    report.replyId(), (id, answer) -> new Answer(answer.begun(), answer.first(), Optional.of(usage)));
            return Optional.empty();
        }
        if (!usage.subject().equals("transcription")) {
            return Optional.of(metrics(label.get(), "", Duration.ZERO, Optional.empty(), true, usage));
        }
        ModelLabel transcriber = new ModelLabel(label.get().provider(), "transcription");
        return Optional.of(
                usage.audio().isZero()
                        ? metrics(transcriber, "", Duration.ZERO, Optional.empty(), false, usage)
                        : new AgentMetrics.SttMetrics(transcriber, Duration.ZERO, usage.audio(), true));
    }

    private Optional<AgentMetrics> onEnded(RealtimeEvent.GenerationEnded ended) {
        Answer answer = answers.remove(ended.replyId());
        if (answer == null || answer.usage().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(metrics(
                label.get(),
                ended.replyId(),
                Duration.between(answer.begun(), clock.instant()),
                answer.first().map(first -> Duration.between(answer.begun(), first)),
                ended.outcome() == RealtimeEvent.Outcome.CANCELLED,
                answer.usage().get()));
    }

    private static RealtimeModelMetrics metrics(
            ModelLabel label,
            String requestId,
            Duration duration,
            Optional<Duration> first,
            boolean cancelled,
            RealtimeUsage usage) {
        return new RealtimeModelMetrics(
                label,
                requestId,
                duration,
                first,
                cancelled,
                details(usage.input()),
                usage.cachedTokens(),
                details(usage.output()));
    }

    private static TokenDetails details(RealtimeUsage.Tokens tokens) {
        return new TokenDetails(tokens.total(), tokens.text(), tokens.audio(), tokens.image());
    }
}
