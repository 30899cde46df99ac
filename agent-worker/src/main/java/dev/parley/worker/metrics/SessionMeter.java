package dev.parley.worker.metrics;

import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.SessionEvent;
import dev.parley.session.TurnMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts what happens in sessions. Thread-safe; one serves all sessions. */
public final class SessionMeter implements Consumer<SessionEvent> {
    private final WorkerMetrics metrics;

    public SessionMeter(WorkerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(SessionEvent event) {
        if (event instanceof SessionEvent.UserTurnCommitted) {
            metrics.counter(WorkerMetric.TURNS).increment();
        } else if (event instanceof SessionEvent.SpeechFinished finished && finished.interrupted()) {
            metrics.counter(WorkerMetric.INTERRUPTIONS).increment();
        } else if (event instanceof SessionEvent.FunctionToolsExecuted executed) {
            executed.outputs().forEach(this::countTool);
        } else if (event instanceof SessionEvent.MetricsCollected collected) {
            measure(collected.metrics());
        } else if (event instanceof SessionEvent.ErrorOccurred error && !error.recoverable()) {
            metrics.counter(WorkerMetric.SESSION_ERRORS, "source", error.source())
                    .increment();
        }
    }

    private void countTool(FunctionCallOutput output) {
        metrics.counter(WorkerMetric.TOOL_CALLS, "outcome", output.error() ? "error" : "ok")
                .increment();
    }

    private void measure(TurnMetrics turn) {
        part("transcription_delay", turn.transcriptionDelay());
        part("end_of_turn_delay", turn.endOfTurnDelay());
        part("time_to_first_token", turn.timeToFirstToken());
        part("model_duration", turn.modelDuration());
        part("time_to_first_byte", turn.timeToFirstByte());
        part("end_to_end", turn.endToEnd());
    }

    private void part(String name, Optional<Duration> time) {
        time.ifPresent(
                value -> metrics.timer(WorkerMetric.TURN_LATENCY, "part", name).record(value));
    }
}
