package dev.parley.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.AgentHandoff;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionEvent.AgentPresence;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** LiveKit Agents' voice/agent_session.py, _update_activity, and voice/agent_activity.py. */
class AgentChangeSpansTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    private static Instant at(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }

    private static SessionEvent agent(double at, String id, AgentPresence presence) {
        return new SessionEvent.AgentPresenceChanged(at(at), id, presence);
    }

    private static SessionEvent handoff(double at, String from, String to) {
        return new SessionEvent.ConversationItemAdded(at(at), new AgentHandoff("i", Optional.of(from), to, at(at)));
    }

    /** As {@code parent > name(agent) from-to}, of a session that closes after ten seconds. */
    private List<String> spansOf(SessionEvent... events) {
        List<SessionEvent> call = new ArrayList<>();
        call.add(new SessionEvent.SessionStarted(at(0), "call-1", "reception"));
        call.addAll(List.of(events));
        call.add(new SessionEvent.SessionClosed(at(10), CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        SessionSpans spans = new SessionSpans("call-1", provider.get("test"), Context.root(), false);
        call.forEach(spans);
        Map<String, String> names = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getStartEpochNanos() > START.getEpochSecond() * 1_000_000_000L)
                .map(span -> String.format(
                        Locale.ROOT,
                        "%s > %s(%s) %.1f-%.1f",
                        names.get(span.getParentSpanId()),
                        span.getName(),
                        Optional.ofNullable(span.getAttributes().get(Attributes.AGENT_LABEL))
                                .orElse(""),
                        seconds(span.getStartEpochNanos()),
                        seconds(span.getEndEpochNanos())))
                .toList();
    }

    private static double seconds(long nanos) {
        return (nanos - START.getEpochSecond() * 1_000_000_000L) / 1e9;
    }

    @Test
    void shouldTellOfAHandOffAndOfTheLeaveAtTheSessionsEnd() {
        assertThat(spansOf(
                        agent(1, "reception", AgentPresence.LEAVING),
                        agent(2, "reception", AgentPresence.EXITING),
                        agent(2.5, "reception", AgentPresence.EXITED),
                        handoff(3, "reception", "billing"),
                        agent(3, "billing", AgentPresence.ENTERING),
                        agent(3.5, "billing", AgentPresence.ENTERED),
                        agent(9, "billing", AgentPresence.EXITING),
                        agent(9.5, "billing", AgentPresence.EXITED)))
                .containsExactlyInAnyOrder(
                        "agent_session > update_agent(billing) 1.0-3.5",
                        "update_agent > drain_agent_activity(reception) 1.0-3.0",
                        "drain_agent_activity > on_exit(reception) 2.0-2.5",
                        "update_agent > start_agent_activity(billing) 3.0-3.5",
                        "start_agent_activity > on_enter(billing) 3.0-3.5",
                        "agent_session > session_close() 9.0-10.0",
                        "session_close > drain_agent_activity(billing) 9.0-10.0",
                        "drain_agent_activity > on_exit(billing) 9.0-9.5");
        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getName().equals("update_agent"))
                .extracting(span -> span.getAttributes().get(Attributes.PREVIOUS_AGENT_LABEL))
                .containsExactly("reception");
    }

    @Test
    void shouldTellOfATaskAndOfWhoWaitsForIt() {
        assertThat(spansOf(
                        agent(1, "reception", AgentPresence.LEAVING),
                        handoff(2, "reception", "task"),
                        agent(2, "task", AgentPresence.ENTERING),
                        agent(2.5, "task", AgentPresence.ENTERED),
                        agent(4, "task", AgentPresence.LEAVING),
                        agent(5, "task", AgentPresence.EXITING),
                        agent(5.5, "task", AgentPresence.EXITED),
                        handoff(6, "task", "reception"),
                        agent(6, "reception", AgentPresence.RETURNED)))
                .containsExactlyInAnyOrder(
                        "agent_session > update_agent(task) 1.0-2.5",
                        "update_agent > pause_agent_activity(reception) 1.0-2.0",
                        "update_agent > start_agent_activity(task) 2.0-2.5",
                        "start_agent_activity > on_enter(task) 2.0-2.5",
                        "agent_session > update_agent(reception) 4.0-6.0",
                        "update_agent > drain_agent_activity(task) 4.0-6.0",
                        "drain_agent_activity > on_exit(task) 5.0-5.5",
                        "update_agent > resume_agent_activity(reception) 6.0-6.0",
                        "agent_session > session_close() 10.0-10.0");
    }

    @Test
    void shouldGoOnWithALeaveBehindATaskThatItAskedFor() {
        assertThat(spansOf(
                        agent(1, "reception", AgentPresence.LEAVING),
                        agent(2, "reception", AgentPresence.EXITING),
                        handoff(3, "reception", "task"),
                        agent(3, "task", AgentPresence.ENTERING),
                        agent(4, "reception", AgentPresence.EXITED),
                        handoff(5, "task", "reception"),
                        agent(5, "reception", AgentPresence.RETURNED),
                        handoff(6, "reception", "billing"),
                        agent(6, "billing", AgentPresence.ENTERING),
                        agent(7, "billing", AgentPresence.ENTERED)))
                .contains(
                        "agent_session > update_agent(billing) 1.0-7.0",
                        "update_agent > drain_agent_activity(reception) 1.0-6.0",
                        "drain_agent_activity > on_exit(reception) 2.0-4.0",
                        "agent_session > update_agent(task) 3.0-10.0",
                        "start_agent_activity > on_enter(task) 3.0-10.0");
    }

    @Test
    void shouldEndAChangeThatWasCalledOffWithTheNextOrTheSession() {
        assertThat(spansOf(agent(1, "reception", AgentPresence.LEAVING), agent(5, "reception", AgentPresence.LEAVING)))
                .containsExactlyInAnyOrder(
                        "agent_session > update_agent() 1.0-5.0",
                        "agent_session > update_agent() 5.0-10.0",
                        "agent_session > session_close() 10.0-10.0");
    }
}
