package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the items that a response is about as a conversation of the core's. */
final class TurnReader {
    private static final JsonNode NO_PARAMETERS =
            JsonNodeFactory.instance.objectNode().put("type", "object");

    private final Instant now;
    private final Map<String, String> toolByCall = new HashMap<>();

    private TurnReader(Instant now) {
        this.now = now;
    }

    static RealtimeTurn read(int connection, int response, ResponseOptions options, List<Item> items, Instant now) {
        TurnReader reader = new TurnReader(now);
        List<ChatItem> context = new ArrayList<>();
        if (!options.instructions().isEmpty()) {
            context.add(ChatMessage.of("instructions", ChatRole.SYSTEM, options.instructions(), now));
        }
        items.forEach(item -> reader.read(item).ifPresent(context::add));
        return new RealtimeTurn(
                connection,
                response,
                new ChatContext(context),
                tools(options.tools()),
                toolChoice(options.toolChoice()),
                options.metadata(),
                options.isOutOfBand());
    }

    private Optional<ChatItem> read(Item item) {
        JsonNode json = item.toJson();
        String callId = item.callId();
        return switch (item.type()) {
            case "function_call" -> {
                String tool = json.path("name").asText();
                toolByCall.put(callId, tool);
                String arguments = json.path("arguments").asText();
                yield Optional.of(new FunctionCall(item.id(), callId, tool, arguments, now));
            }
            case "function_call_output" -> {
                String tool = toolByCall.getOrDefault(callId, "");
                String output = json.path("output").asText();
                yield Optional.of(new FunctionCallOutput(item.id(), callId, tool, output, false, now));
            }
            default -> message(item, json);
        };
    }

    /** A message that nothing is left of, such as speech of which nothing was heard, is not part of it. */
    private Optional<ChatItem> message(Item item, JsonNode json) {
        ChatRole role = switch (item.role()) {
            case "system" -> ChatRole.SYSTEM;
            case "assistant" -> ChatRole.ASSISTANT;
            default -> ChatRole.USER;
        };
        boolean cut = json.path("status").asText().equals("incomplete");
        if (role == ChatRole.ASSISTANT && item.text().isEmpty()) {
            return Optional.empty();
        }
        ChatMessage message = ChatMessage.of(item.id(), role, item.text(), now);
        return Optional.of(cut ? message.asInterrupted() : message);
    }

    private static List<ToolDefinition> tools(JsonNode tools) {
        List<ToolDefinition> read = new ArrayList<>();
        for (JsonNode tool : tools) {
            JsonNode parameters = tool.path("parameters");
            read.add(new ToolDefinition(
                    tool.path("name").asText(),
                    tool.path("description").asText(""),
                    parameters.path("type").asText().equals("object") ? parameters : NO_PARAMETERS));
        }
        return read;
    }

    private static ToolChoice toolChoice(JsonNode choice) {
        if (choice.isObject()) {
            return ToolChoice.REQUIRED;
        }
        return switch (choice.asText("auto")) {
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default -> ToolChoice.AUTO;
        };
    }
}
