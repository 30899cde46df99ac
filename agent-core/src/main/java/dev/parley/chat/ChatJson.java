package dev.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A context as JSON and back. */
final class ChatJson {
    private ChatJson() {}

    static ArrayNode write(ChatContext context) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode(context.items().size());
        context.items().forEach(item -> items.add(write(item)));
        return items;
    }

    private static ObjectNode write(ChatItem item) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (item instanceof ChatMessage message) {
            node.put("kind", "message").put("role", message.role().name().toLowerCase(Locale.ROOT));
            ContentJson.write(message, node);
            node.put("interrupted", message.interrupted());
        } else if (item instanceof FunctionCall call) {
            node.put("kind", "function_call")
                    .put("call_id", call.callId())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        } else if (item instanceof FunctionCallOutput output) {
            node.put("kind", "function_call_output")
                    .put("call_id", output.callId())
                    .put("name", output.name())
                    .put("output", output.output())
                    .put("error", output.error());
        } else if (item instanceof AgentHandoff handoff) {
            node.put("kind", "agent_handoff").put("new_agent_id", handoff.newAgentId());
            handoff.oldAgentId().ifPresent(old -> node.put("old_agent_id", old));
        } else if (item instanceof AgentConfigUpdate update) {
            node.put("kind", "agent_config_update");
            update.instructions().ifPresent(instructions -> node.put("instructions", instructions));
            update.toolsAdded().forEach(node.putArray("tools_added")::add);
            update.toolsRemoved().forEach(node.putArray("tools_removed")::add);
        }
        return node.put("id", item.id()).put("created_at", item.createdAt().toString());
    }

    static ChatContext read(JsonNode json) {
        if (!json.isArray()) {
            throw new IllegalArgumentException(
                    "chat context: " + json.getNodeType() + " (expected: an array of items)");
        }
        List<ChatItem> items = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            items.add(read(json.get(i), "chat item " + i));
        }
        return new ChatContext(items);
    }

    private static ChatItem read(JsonNode node, String where) {
        String id = text(node, "id", where);
        Instant createdAt = time(node, where);
        String kind = text(node, "kind", where);
        return switch (kind) {
            case "message" ->
                new ChatMessage(
                        id,
                        role(node, where),
                        ContentJson.read(node, where),
                        flag(node, "interrupted", where),
                        ContentJson.readExtra(node, where),
                        createdAt);
            case "function_call" ->
                new FunctionCall(
                        id,
                        text(node, "call_id", where),
                        text(node, "name", where),
                        text(node, "arguments", where),
                        createdAt);
            case "function_call_output" ->
                new FunctionCallOutput(
                        id,
                        text(node, "call_id", where),
                        text(node, "name", where),
                        text(node, "output", where),
                        flag(node, "error", where),
                        createdAt);
            case "agent_handoff" ->
                new AgentHandoff(
                        id, optional(node, "old_agent_id", where), text(node, "new_agent_id", where), createdAt);
            case "agent_config_update" ->
                new AgentConfigUpdate(
                        id,
                        optional(node, "instructions", where),
                        names(node, "tools_added", where),
                        names(node, "tools_removed", where),
                        createdAt);
            default ->
                throw new IllegalArgumentException(where + ", kind: " + kind + " (expected: one of message, "
                        + "function_call, function_call_output, agent_handoff, agent_config_update)");
        };
    }

    static Optional<String> optional(JsonNode node, String field, String where) {
        return node.has(field) ? Optional.of(text(node, field, where)) : Optional.empty();
    }

    private static List<String> names(JsonNode node, String field, String where) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : node.path(field)) {
            if (!name.isTextual()) {
                throw new IllegalArgumentException(
                        where + ", " + field + ": " + name.getNodeType() + " (expected: an array of strings)");
            }
            names.add(name.textValue());
        }
        return names;
    }

    static String text(JsonNode node, String field, String where) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(
                    where + ", " + field + ": " + value.getNodeType() + " (expected: a string)");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode node, String field, String where) {
        JsonNode value = node.path(field);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(
                    where + ", " + field + ": " + value.getNodeType() + " (expected: true or false)");
        }
        return value.booleanValue();
    }

    private static ChatRole role(JsonNode node, String where) {
        String role = text(node, "role", where);
        for (ChatRole known : ChatRole.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(role)) {
                return known;
            }
        }
        throw new IllegalArgumentException(
                where + ", role: " + role + " (expected: one of system, developer, user, assistant)");
    }

    private static Instant time(JsonNode node, String where) {
        String time = text(node, "created_at", where);
        try {
            return Instant.parse(time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    where + ", created_at: " + time + " (expected: an ISO instant such as 2026-01-31T12:00:00Z)", e);
        }
    }
}
