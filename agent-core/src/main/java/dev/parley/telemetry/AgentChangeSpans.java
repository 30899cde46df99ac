package dev.parley.telemetry;

import dev.parley.chat.AgentHandoff;
import dev.parley.session.SessionEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The spans of agents that come and go: {@code update_agent} from the wish to the new agent's entry, and what leaves a closing
 * session. Not thread-safe.
 *
 * <p>Design notes. Agents are told apart by their ids. One that waits for a task which its own {@code onExit} has asked for is
 * still leaving, so its leave outlives the change in between. What is called off, or entered for longer than its agent stays,
 * ends with the next of its kind, at the latest with the session.
 */
final class AgentChangeSpans {
    private final Tracer tracer;
    private final Map<String, Leave> leaves = new HashMap<>();
    private final Map<String, Span> exits = new HashMap<>();
    private final Map<String, Span> changes = new HashMap<>();
    private final Map<String, Entry> entries = new HashMap<>();
    private Optional<Span> closing = Optional.empty();

    /**
     * An agent that makes room.
     *
     * @param in what it does so for
     * @param drain once its own code is called
     */
    private record Leave(Span in, Instant since, Optional<Span> drain) {}

    /** An agent that comes. */
    private record Entry(Span change, Span start, Span onEnter) {
        void end(Instant at) {
            onEnter.end(at);
            start.end(at);
            change.end(at);
        }
    }

    AgentChangeSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    void accept(SessionEvent.AgentPresenceChanged change, Context session) {
        String agent = change.agentId();
        Instant at = change.at();
        switch (change.presence()) {
            case LEAVING -> onLeaving(agent, at, session);
            case EXITING -> onExiting(agent, at, session);
            case EXITED -> Optional.ofNullable(exits.remove(agent)).ifPresent(span -> span.end(at));
            case ENTERING -> onEntering(agent, at, session);
            case ENTERED -> Optional.ofNullable(entries.remove(agent)).ifPresent(entry -> entry.end(at));
            case RETURNED ->
                Optional.ofNullable(changes.remove(agent)).ifPresent(span -> {
                    labelled("resume_agent_activity", agent, session.with(span), at)
                            .end(at);
                    span.end(at);
                });
        }
    }

    private void onLeaving(String agent, Instant at, Context session) {
        Leave calledOff = leaves.put(agent, new Leave(update(agent, at, session), at, Optional.empty()));
        if (calledOff != null) {
            end(calledOff, at);
        }
    }

    /** Who leaves for nobody leaves with the session. */
    private void onExiting(String agent, Instant at, Context session) {
        Leave leave = leaves.computeIfAbsent(agent, last -> {
            Span close = closing.orElseGet(() -> child("session_close", session, at));
            closing = Optional.of(close);
            return new Leave(close, at, Optional.empty());
        });
        Span drain = labelled("drain_agent_activity", agent, session.with(leave.in()), leave.since());
        leaves.put(agent, new Leave(leave.in(), leave.since(), Optional.of(drain)));
        exits.put(agent, labelled("on_exit", agent, session.with(drain), at));
    }

    /** Between who goes and who comes; an agent that goes without its own code waits. */
    void accept(AgentHandoff item, Instant at, Context session) {
        item.oldAgentId().ifPresent(old -> onHandoff(old, item.newAgentId(), at, session));
    }

    private void onHandoff(String old, String next, Instant at, Context session) {
        Leave leave = exits.containsKey(old) ? null : leaves.remove(old);
        Span update = leave == null ? update(old, at, session) : leave.in();
        Instant since = leave == null ? at : leave.since();
        Optional<Span> drain = leave == null ? Optional.empty() : leave.drain();
        drain.orElseGet(() -> labelled("pause_agent_activity", old, session.with(update), since))
                .end(at);
        update.setAttribute(Attributes.AGENT_LABEL, next);
        Span before = changes.put(next, update);
        if (before != null) {
            before.end(at);
        }
    }

    private void onEntering(String agent, Instant at, Context session) {
        Span change = Optional.ofNullable(changes.remove(agent)).orElseGet(() -> update("", at, session));
        Span start = labelled("start_agent_activity", agent, session.with(change), at);
        Entry before =
                entries.put(agent, new Entry(change, start, labelled("on_enter", agent, session.with(start), at)));
        if (before != null) {
            before.end(at);
        }
    }

    /** The session's end, if an agent has left for it. */
    Optional<Span> closing() {
        return closing;
    }

    /** Nothing more will come. */
    void close(Instant at) {
        exits.values().forEach(span -> span.end(at));
        leaves.values().forEach(leave -> end(leave, at));
        changes.values().forEach(span -> span.end(at));
        entries.values().forEach(entry -> entry.end(at));
        exits.clear();
        leaves.clear();
        changes.clear();
        entries.clear();
    }

    /** The session's own end has more to come. */
    private void end(Leave leave, Instant at) {
        leave.drain().ifPresent(span -> span.end(at));
        if (closing.filter(leave.in()::equals).isEmpty()) {
            leave.in().end(at);
        }
    }

    private Span update(String old, Instant at, Context session) {
        return child("update_agent", session, at).setAttribute(Attributes.PREVIOUS_AGENT_LABEL, old);
    }

    private Span labelled(String name, String agent, Context in, Instant at) {
        return child(name, in, at).setAttribute(Attributes.AGENT_LABEL, agent);
    }

    private Span child(String name, Context in, Instant at) {
        return tracer.spanBuilder(name).setParent(in).setStartTimestamp(at).startSpan();
    }
}
