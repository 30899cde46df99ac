package dev.parley.telemetry;

import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.MessageMetrics;
import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One session's spans. Fed by the session's callback thread alone. */
final class SessionSpans implements Consumer<SessionEvent> {
    /** As many answers of the turn detector are told of one turn, the last ones. */
    private static final int MOST_PREDICTIONS = 64;

    private final Tracer tracer;
    private final boolean words;
    private final Context parent;
    private final String sessionId;
    private Optional<Span> session = Optional.empty();
    private Context inSession;
    private Optional<Starting> starting = Optional.empty();
    private Optional<Span> userTurn = Optional.empty();
    private Optional<Span> userSpeaking = Optional.empty();
    private Optional<Instant> userSilentSince = Optional.empty();
    private final Deque<Predicted> predictions = new ArrayDeque<>();
    private final AgentSpans agent;
    private final AgentChangeSpans changes;

    /** The session's way to its first agent. */
    private record Starting(Span span, Instant since) {}

    /** What a turn detector has said, and when. */
    private record Predicted(Instant at, AgentMetrics.EotInferenceMetrics metrics) {}

    SessionSpans(String sessionId, Tracer tracer, Context parent, boolean words) {
        this.sessionId = sessionId;
        this.tracer = tracer;
        this.parent = parent;
        this.inSession = parent;
        this.words = words;
        this.agent = new AgentSpans(tracer, words);
        this.changes = new AgentChangeSpans(tracer);
    }

    @Override
    public synchronized void accept(SessionEvent event) {
        if (session.isEmpty()) {
            begin(event.at());
        }
        if (event instanceof SessionEvent.SessionStarted started) {
            onStarted(started);
        } else if (event instanceof SessionEvent.UserStateChanged change) {
            onUserState(change);
        } else if (event instanceof SessionEvent.UserTurnCommitted turn) {
            onTurn(turn);
        } else if (event instanceof SessionEvent.UserTurnDropped dropped) {
            onDropped(dropped.at());
        } else if (event instanceof SessionEvent.AgentMetricsCollected measured
                && measured.metrics() instanceof AgentMetrics.EouMetrics eou) {
            onEndOfTurn(eou, measured.at());
        } else if (event instanceof SessionEvent.AgentMetricsCollected measured
                && measured.metrics() instanceof AgentMetrics.EotInferenceMetrics prediction) {
            onPrediction(new Predicted(measured.at(), prediction));
        } else if (event instanceof SessionEvent.ConversationItemAdded added
                && added.item() instanceof ChatMessage message
                && message.role() == ChatRole.USER) {
            onMessage(message.metrics());
        } else if (event instanceof SessionEvent.ConversationItemAdded added
                && added.item() instanceof AgentHandoff item) {
            changes.accept(item, added.at(), inSession);
        } else if (event instanceof SessionEvent.AgentPresenceChanged change) {
            changes.accept(change, inSession);
        } else if (event instanceof SessionEvent.ErrorOccurred error) {
            onError(error);
        } else if (event instanceof SessionEvent.SessionClosed closed) {
            onClosed(closed);
        } else {
            agent.accept(event, inSession);
        }
    }

    private void begin(Instant at) {
        Span span = tracer.spanBuilder("agent_session")
                .setParent(parent)
                .setStartTimestamp(at)
                .setAttribute(Attributes.SESSION_ID, sessionId)
                .startSpan();
        session = Optional.of(span);
        inSession = parent.with(span);
        starting = Optional.of(new Starting(child("session_start", inSession, at), at));
    }

    /** What comes before the first agent's own code takes no time. */
    private void onStarted(SessionEvent.SessionStarted started) {
        session.ifPresent(span -> span.setAttribute(Attributes.AGENT_LABEL, started.agentId()));
        starting.ifPresent(start -> {
            Span activity = child("start_agent_activity", inSession.with(start.span()), start.since())
                    .setAttribute(Attributes.AGENT_LABEL, started.agentId());
            child("on_enter", inSession.with(activity), start.since())
                    .setAttribute(Attributes.AGENT_LABEL, started.agentId())
                    .end(started.at());
            activity.end(started.at());
            start.span().end(started.at());
        });
        starting = Optional.empty();
    }

    private void onUserState(SessionEvent.UserStateChanged change) {
        if (change.newState() == UserState.SPEAKING) {
            Span turn = userTurn.orElseGet(() -> child("user_turn", inSession, change.at()));
            userTurn = Optional.of(turn);
            userSpeaking = Optional.of(child("user_speaking", inSession.with(turn), change.at()));
        } else if (change.oldState() == UserState.SPEAKING) {
            userSpeaking.ifPresent(span -> span.end(change.at()));
            userSpeaking = Optional.empty();
            userSilentSince = Optional.of(change.at());
        }
    }

    /** The event comes before the delays of the turn, which end its span. */
    private void onTurn(SessionEvent.UserTurnCommitted turn) {
        Span span = userTurn.orElseGet(() -> child("user_turn", inSession, turn.at()));
        userTurn = Optional.of(span);
        if (words) {
            span.setAttribute(Attributes.PII_TRANSCRIPT, turn.transcript());
        }
    }

    /** No delays of this turn will come. What the caller says already is another turn. */
    private void onDropped(Instant at) {
        userTurn.ifPresent(turn -> {
            predicted(inSession.with(turn));
            turn.end(at);
        });
        predictions.clear();
        userTurn = userSpeaking.map(speaking -> child("user_turn", inSession, at));
        userSilentSince = Optional.empty();
    }

    private void onPrediction(Predicted prediction) {
        if (predictions.size() == MOST_PREDICTIONS) {
            predictions.removeFirst();
        }
        predictions.addLast(prediction);
    }

    private void onEndOfTurn(AgentMetrics.EouMetrics eou, Instant at) {
        Span turn = userTurn.orElseGet(() -> child("user_turn", inSession, at));
        eou.transcriptionDelay().ifPresent(delay -> turn.setAttribute(Attributes.TRANSCRIPTION_DELAY, seconds(delay)));
        eou.endOfUtteranceDelay().ifPresent(delay -> {
            turn.setAttribute(Attributes.END_OF_TURN_DELAY, seconds(delay));
            userSilentSince.ifPresent(since -> {
                Span wait = child("eou_wait", inSession.with(turn), since)
                        .setAttribute(Attributes.EOU_WAIT, seconds(delay))
                        .setAttribute(Attributes.EOU_OUTCOME, "committed");
                predicted(inSession.with(wait));
                wait.end(since.plus(delay));
            });
        });
        predicted(inSession.with(turn));
        eou.onUserTurnCompletedDelay()
                .ifPresent(took -> child("on_user_turn_completed", inSession.with(turn), at.minus(took))
                        .end(at));
        turn.setAttribute(Attributes.SPEECH_ID, eou.speechId());
        turn.end(at);
        userTurn = Optional.empty();
        userSilentSince = Optional.empty();
    }

    private void predicted(Context in) {
        for (Predicted answer : predictions) {
            AgentMetrics.EotInferenceMetrics metrics = answer.metrics();
            Span span = child("eou_detection", in, answer.at().minus(metrics.predictionDuration()))
                    .setAttribute(Attributes.GEN_AI_PROVIDER, metrics.label().provider())
                    .setAttribute(Attributes.GEN_AI_MODEL, metrics.label().model())
                    .setAttribute(Attributes.EOU_PROBABILITY, metrics.probability())
                    .setAttribute(Attributes.EOU_THRESHOLD, metrics.unlikelyThreshold())
                    .setAttribute(Attributes.EOU_DELAY, seconds(metrics.endpointingDelay()))
                    .setAttribute(Attributes.EOU_LANGUAGE, metrics.language().orElse(""));
            metrics.detectionDelay()
                    .ifPresent(delay -> span.setAttribute(Attributes.EOU_DETECTION_DELAY, seconds(delay)));
            span.end(answer.at());
        }
        predictions.clear();
    }

    /** The message comes before the delays of its turn, which end its span. */
    private void onMessage(MessageMetrics metrics) {
        userTurn.ifPresent(turn -> {
            metrics.transcriptConfidence()
                    .ifPresent(confidence -> turn.setAttribute(Attributes.TRANSCRIPT_CONFIDENCE, confidence));
            if (!metrics.providerRequestIds().isEmpty()) {
                turn.setAttribute(Attributes.REQUEST_IDS, metrics.providerRequestIds());
            }
        });
    }

    private void onError(SessionEvent.ErrorOccurred error) {
        session.ifPresent(span -> span.addEvent(
                "error",
                io.opentelemetry.api.common.Attributes.builder()
                        .put(Attributes.ERROR_SOURCE, error.source())
                        .put(Attributes.ERROR_RECOVERABLE, error.recoverable())
                        .put("exception.message", error.message())
                        .build(),
                error.at()));
    }

    private void onClosed(SessionEvent.SessionClosed closed) {
        starting.ifPresent(start -> start.span().end(closed.at()));
        userSpeaking.ifPresent(span -> span.end(closed.at()));
        userTurn.ifPresent(span -> span.end(closed.at()));
        agent.close(closed.at());
        String reason = closed.reason().kind().name().toLowerCase(Locale.ROOT);
        changes.close(closed.at());
        changes.closing()
                .orElseGet(() -> child("session_close", inSession, closed.at()))
                .setAttribute(Attributes.CLOSE_REASON, reason)
                .end(closed.at());
        session.ifPresent(span -> {
            if (closed.reason().kind() == dev.parley.session.CloseReason.Kind.ERROR) {
                span.setStatus(StatusCode.ERROR, closed.reason().detail());
            }
            span.end(closed.at());
        });
    }

    private Span child(String name, Context in, Instant at) {
        return tracer.spanBuilder(name).setParent(in).setStartTimestamp(at).startSpan();
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
