package dev.parley.worker.job;

import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.worker.SessionReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Takes down what happens in a call's session, for its report. Thread-safe. */
final class SessionRecord implements Consumer<SessionEvent> {
    /** The oldest are dropped. */
    static final int MOST_EVENTS = 10_000;

    private final Call call;
    private final AgentSession session;
    private final Instant startedAt;
    private final Deque<SessionEvent> events = new ArrayDeque<>();
    private final Map<String, Integer> errors = new HashMap<>();
    private int userTurns;
    private Optional<SessionEvent.SessionClosed> closed = Optional.empty();

    SessionRecord(Call call, AgentSession session, Instant startedAt) {
        this.call = call;
        this.session = session;
        this.startedAt = startedAt;
    }

    @Override
    public synchronized void accept(SessionEvent event) {
        if (isMeasurement(event)) {
            return;
        }
        if (event instanceof SessionEvent.UserTurnCommitted) {
            userTurns++;
        } else if (event instanceof SessionEvent.ErrorOccurred error && !error.recoverable()) {
            errors.merge(error.source(), 1, Integer::sum);
        } else if (event instanceof SessionEvent.SessionClosed end) {
            closed = Optional.of(end);
        }
        if (events.size() == MOST_EVENTS) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    private static boolean isMeasurement(SessionEvent event) {
        return event instanceof SessionEvent.MetricsCollected
                || event instanceof SessionEvent.AgentMetricsCollected
                || event instanceof SessionEvent.SessionUsageUpdated
                || event instanceof SessionEvent.RateLimitsUpdated;
    }

    synchronized SessionReport report(Instant now) {
        Instant end = closed.map(SessionEvent.SessionClosed::at).orElse(now);
        return new SessionReport(
                call.id(),
                call.agentName(),
                call.line().map(line -> line.job().job().roomName()),
                startedAt,
                Duration.between(startedAt, end),
                List.copyOf(events),
                session.history(),
                userTurns,
                errors,
                session.usage(),
                session.options(),
                closeReason());
    }

    /** The event may be on its way yet. */
    private Optional<CloseReason> closeReason() {
        CompletableFuture<CloseReason> over = session.whenClosed().toCompletableFuture();
        return closed.map(SessionEvent.SessionClosed::reason)
                .or(() -> over.isDone() ? Optional.of(over.join()) : Optional.empty());
    }
}
