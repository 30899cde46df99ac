package dev.parley.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A context in the shape that OpenAI's chat completions take. */
final class OpenAiMessages {
    private final List<ChatItem> items;
    private final Map<String, FunctionCallOutput> outputs = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    private OpenAiMessages(List<ChatItem> items) {
        this.items = items;
        Set<String> asked = new HashSet<>();
        for (ChatItem item : items) {
            if (item instanceof FunctionCall call) {
                asked.add(call.callId());
            } else if (item instanceof FunctionCallOutput output && asked.contains(output.callId())) {
                outputs.putIfAbsent(output.callId(), output);
            }
        }
    }

    static ArrayNode of(List<ChatItem> items) {
        return new OpenAiMessages(items).write();
    }

    private ArrayNode write() {
        int index = 0;
        while (index < items.size()) {
            ChatItem item = items.get(index);
            if (item instanceof ChatMessage message) {
                index = writeMessage(message, index + 1);
            } else if (item instanceof FunctionCall) {
                index = writeCalls(assistant(), index);
            } else {
                index++;
            }
        }
        return messages;
    }

    private int writeMessage(ChatMessage message, int next) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("role", message.role().name().toLowerCase(Locale.ROOT)).put("content", message.text());
        if (!message.text().isEmpty()) {
            messages.add(node);
        }
        if (message.role() == ChatRole.ASSISTANT && next < items.size() && items.get(next) instanceof FunctionCall) {
            return writeCalls(message.text().isEmpty() ? assistant() : node, next);
        }
        return next;
    }

    /** Calls side by side belong to one answer of the model; a call after an output belongs to the next one. */
    private int writeCalls(ObjectNode owner, int from) {
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        int index = from;
        while (index < items.size() && items.get(index) instanceof FunctionCall call) {
            FunctionCallOutput output = outputs.get(call.callId());
            if (output != null && answered.add(call.callId())) {
                calls.add(call(call));
                results.add(result(output));
            }
            index++;
        }
        if (!calls.isEmpty()) {
            if (!owner.has("content")) {
                messages.add(owner.putNull("content"));
            }
            owner.set("tool_calls", calls);
            messages.addAll(results);
        }
        return index;
    }

    private static ObjectNode assistant() {
        return JsonNodeFactory.instance.objectNode().put("role", "assistant");
    }

    private static ObjectNode call(FunctionCall call) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", call.callId()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return node;
    }

    private static ObjectNode result(FunctionCallOutput output) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", "tool")
                .put("tool_call_id", output.callId())
                .put("content", output.output());
    }
}
