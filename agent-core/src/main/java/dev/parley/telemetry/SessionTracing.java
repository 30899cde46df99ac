package dev.parley.telemetry;

import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Makes spans of sessions, under LiveKit Agents' names: {@code agent_session} with its turns, {@code user_turn} and {@code
 * agent_turn}, and in those what was heard, thought, said and done. Immutable.
 *
 * <p>Spans are made from the session's events, with the times of what they tell of; a session that is not attached costs
 * nothing. What people say is left out unless asked for, and then stands in {@code lk.pii.*} attributes only.
 */
public final class SessionTracing {
    private final OpenTelemetry telemetry;
    private final boolean words;

    private SessionTracing(OpenTelemetry telemetry, boolean words) {
        this.telemetry = telemetry;
        this.words = words;
    }

    /** Spans without what people say. */
    public static SessionTracing of(OpenTelemetry telemetry) {
        return new SessionTracing(telemetry, false);
    }

    /** The same with what people say and what tools are given and give, in {@code lk.pii.*} attributes. */
    public SessionTracing withWords() {
        return new SessionTracing(telemetry, true);
    }

    /** Follows a session to its end; to be called before it starts. Its span is a child of the current one, if any. */
    public void attach(AgentSession session) {
        if (telemetry.equals(OpenTelemetry.noop())) {
            return;
        }
        Tracer tracer = telemetry.getTracer("dev.parley");
        session.on(SessionEvent.class, new SessionSpans(session.id(), tracer, Context.current(), words));
    }
}
