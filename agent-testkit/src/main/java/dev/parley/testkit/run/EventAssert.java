package dev.parley.testkit.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.util.Comparator;
import java.util.Map;

/** One event of a run. */
public final class EventAssert {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<JsonNode> SAME_NUMBER = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private final EventList events;
    private final int index;

    EventAssert(EventList events, int index) {
        this.events = events;
        this.index = index;
    }

    /** The event itself. */
    public ChatItem item() {
        return events.get(index);
    }

    /** It is an item of this kind, which this gives. */
    public <T extends ChatItem> T isA(Class<T> type) {
        if (!type.isInstance(item())) {
            throw failure(EventList.kind(item().getClass()) + " (expected: " + EventList.kind(type) + ")");
        }
        return type.cast(item());
    }

    public MessageAssert isMessage() {
        return new MessageAssert(this, isA(ChatMessage.class));
    }

    public MessageAssert isMessage(ChatRole role) {
        ChatMessage message = isA(ChatMessage.class);
        if (message.role() != role) {
            throw failure("message of the " + message.role() + " (expected: of the " + role + ")");
        }
        return new MessageAssert(this, message);
    }

    public FunctionCallAssert isFunctionCall() {
        return new FunctionCallAssert(this, isA(FunctionCall.class));
    }

    public FunctionCallAssert isFunctionCall(String name) {
        FunctionCallAssert call = isFunctionCall();
        if (!call.call().name().equals(name)) {
            throw failure("call of " + call.call().name() + " (expected: of " + name + ")");
        }
        return call;
    }

    /** A call with these arguments among its own; values compare as JSON, numbers by their value. */
    public FunctionCallAssert isFunctionCall(String name, Map<String, ?> arguments) {
        FunctionCallAssert call = isFunctionCall(name);
        arguments.forEach(call::hasArgument);
        return call;
    }

    public FunctionCallOutputAssert isFunctionCallOutput() {
        return new FunctionCallOutputAssert(this, isA(FunctionCallOutput.class));
    }

    /** An output that the model reads as exactly this. */
    public FunctionCallOutputAssert isFunctionCallOutput(String output) {
        FunctionCallOutputAssert result = isFunctionCallOutput();
        if (!result.output().output().equals(output)) {
            throw failure("output [" + result.output().output() + "] (expected: [" + output + "])");
        }
        return result;
    }

    /** Another agent takes over. */
    public AgentHandoff isAgentHandoff() {
        return isA(AgentHandoff.class);
    }

    /** The agent of this id takes over. */
    public AgentHandoff isAgentHandoff(String newAgentId) {
        AgentHandoff handoff = isAgentHandoff();
        if (!handoff.newAgentId().equals(newAgentId)) {
            throw failure("hand-off to " + handoff.newAgentId() + " (expected: to " + newAgentId + ")");
        }
        return handoff;
    }

    void requireArgument(FunctionCall call, String argument, Object expected) {
        JsonNode value = JSON.valueToTree(expected);
        JsonNode actual = arguments(call).path(argument);
        if (actual instanceof MissingNode || !value.equals(SAME_NUMBER, actual)) {
            throw failure("argument " + argument + " of " + call.name() + ": "
                    + (actual instanceof MissingNode ? "missing" : actual) + " (expected: " + value + ")");
        }
    }

    private JsonNode arguments(FunctionCall call) {
        try {
            return JSON.readTree(call.arguments());
        } catch (JsonProcessingException malformed) {
            throw failure("arguments of " + call.name() + ": " + call.arguments() + " (expected: a JSON object)");
        }
    }

    AssertionError failure(String what) {
        return events.failure("event " + index + ": " + what, index);
    }
}
