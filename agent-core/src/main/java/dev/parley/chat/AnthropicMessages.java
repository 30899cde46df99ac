package dev.parley.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A context in the shape of Anthropic's Messages API: {@code system} and {@code messages}, in which the user and the assistant take
 * turns. One walk over the items.
 */
final class AnthropicMessages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    /** The API refuses more. */
    private static final int MOST_BREAKPOINTS = 4;

    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final List<ObjectNode> blocks = new ArrayList<>();
    private boolean instructed;

    static ObjectNode of(List<ChatItem> items) {
        AnthropicMessages walk = new AnthropicMessages();
        ChatGroup.of(items).forEach(walk::write);
        walk.beginWithTheUser();
        walk.keepTheLastBreakpoints();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("system", walk.system);
        body.set("messages", walk.messages);
        return body;
    }

    private void write(ChatGroup group) {
        group.message().ifPresent(this::write);
        for (FunctionCall call : group.calls()) {
            ObjectNode use = block("assistant", "tool_use");
            use.put("id", call.callId()).put("name", call.name()).set("input", arguments(call));
        }
        for (FunctionCallOutput output : group.outputs()) {
            block("user", "tool_result")
                    .put("tool_use_id", output.callId())
                    .put("content", output.output())
                    .put("is_error", output.error());
        }
    }

    private void write(ChatMessage message) {
        boolean instructs = message.role().isInstruction();
        if (instructs && instructed) {
            String text =
                    "<instructions>\n" + message.wording() + "\n</instructions>"; // LiveKit Agents' form for later ones
            ObjectNode block = block("user", "text").put("text", text);
            if (message.content().stream().anyMatch(CacheBreakpoint.class::isInstance)) {
                mark(block);
            }
            return;
        }
        instructed |= instructs;
        for (ChatContent part : message.content()) {
            write(message.role(), part);
        }
    }

    private void write(ChatRole role, ChatContent part) {
        if (part instanceof TextContent text) {
            writeText(role, text.text());
        } else if (part instanceof AudioContent audio) {
            audio.transcript().ifPresent(text -> writeText(role, text));
        } else if (part instanceof ImageContent image) {
            block("user", "image").set("source", source(image.url()));
        } else if (part instanceof CacheBreakpoint && !blocks.isEmpty()) {
            mark(blocks.get(blocks.size() - 1));
        }
    }

    private static void mark(ObjectNode block) {
        block.putObject("cache_control").put("type", "ephemeral");
    }

    /** The API refuses an empty text. */
    private void writeText(ChatRole role, String text) {
        if (text.isBlank()) {
            return;
        }
        ObjectNode block = role.isInstruction()
                ? added(system, "text")
                : block(role == ChatRole.ASSISTANT ? "assistant" : "user", "text");
        block.put("text", text);
    }

    private static ObjectNode source(String url) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        int data = url.indexOf(BASE64);
        return url.startsWith(DATA) && data > 0
                ? source.put("type", "base64")
                        .put("media_type", url.substring(DATA.length(), data))
                        .put("data", url.substring(data + BASE64.length()))
                : source.put("type", "url").put("url", url);
    }

    private static JsonNode arguments(FunctionCall call) {
        try {
            JsonNode arguments = JSON.readTree(call.arguments());
            return arguments.isObject() ? arguments : JsonNodeFactory.instance.objectNode();
        } catch (JacksonException malformed) {
            return JsonNodeFactory.instance.objectNode(); // its output tells the model so
        }
    }

    private ObjectNode block(String role, String type) {
        JsonNode last = messages.isEmpty() ? messages.missingNode() : messages.get(messages.size() - 1);
        ArrayNode content = last.path("role").asText().equals(role)
                ? (ArrayNode) last.get("content")
                : messages.addObject().put("role", role).putArray("content");
        return added(content, type);
    }

    private ObjectNode added(ArrayNode content, String type) {
        ObjectNode block = content.addObject().put("type", type);
        blocks.add(block);
        return block;
    }

    private void beginWithTheUser() {
        if (messages.isEmpty() || !messages.get(0).path("role").asText().equals("user")) {
            ObjectNode dummy = messages.insertObject(0).put("role", "user");
            dummy.putArray("content").addObject().put("type", "text").put("text", DummyUserMessage.TEXT);
        }
    }

    private void keepTheLastBreakpoints() {
        List<ObjectNode> marked =
                blocks.stream().filter(block -> block.has("cache_control")).toList();
        marked.subList(0, Math.max(0, marked.size() - MOST_BREAKPOINTS))
                .forEach(block -> block.remove("cache_control"));
    }
}
