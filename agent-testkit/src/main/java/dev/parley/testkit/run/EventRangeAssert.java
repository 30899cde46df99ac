package dev.parley.testkit.run;

import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatRole;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Expectations that one of a stretch of events must meet; what it gives is the first that does. */
public final class EventRangeAssert {
    private final EventList events;
    private final int from;
    private final int to;

    EventRangeAssert(EventList events, int from, int to) {
        this.events = events;
        this.from = from;
        this.to = to;
    }

    public MessageAssert containsMessage(ChatRole role) {
        return contains("message of the " + role, event -> event.isMessage(role));
    }

    public FunctionCallAssert containsFunctionCall(String name) {
        return contains("function call " + name, event -> event.isFunctionCall(name));
    }

    /** See {@link EventAssert#isFunctionCall(String, Map)}. */
    public FunctionCallAssert containsFunctionCall(String name, Map<String, ?> arguments) {
        return contains("function call " + name + " " + arguments, event -> event.isFunctionCall(name, arguments));
    }

    public FunctionCallOutputAssert containsFunctionCallOutput(String output) {
        return contains("function call output [" + output + "]", event -> event.isFunctionCallOutput(output));
    }

    /** The agent of this id takes over. */
    public AgentHandoff containsAgentHandoff(String newAgentId) {
        return contains("hand-off to " + newAgentId, event -> event.isAgentHandoff(newAgentId));
    }

    /**
     * Some event meets this.
     *
     * @param what names it in the failure
     */
    public <A> A contains(String what, Function<EventAssert, A> expectation) {
        for (int i = from; i < to; i++) {
            Optional<A> met = metBy(expectation, new EventAssert(events, i));
            if (met.isPresent()) {
                return met.get();
            }
        }
        throw events.failure(what + ": not among the events " + from + " to " + to + " (expected: one)", -1);
    }

    static <A> Optional<A> metBy(Function<EventAssert, A> expectation, EventAssert event) {
        try {
            return Optional.of(expectation.apply(event));
        } catch (AssertionError notMet) {
            return Optional.empty();
        }
    }
}
