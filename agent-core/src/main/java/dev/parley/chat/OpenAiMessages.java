package dev.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;

/** A context in the shape that OpenAI's chat completions take. */
final class OpenAiMessages {
    private OpenAiMessages() {}

    static ArrayNode of(List<ChatItem> items, DummyUserMessage dummy) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        ChatGroup.of(items).forEach(group -> write(group, messages));
        return withDummy(messages, dummy);
    }

    private static void write(ChatGroup group, ArrayNode messages) {
        ObjectNode node = messages.addObject();
        group.message()
                .ifPresentOrElse(
                        said -> node.put("role", role(said)).set("content", content(said)),
                        () -> node.put("role", "assistant").putNull("content"));
        if (!group.calls().isEmpty()) {
            ArrayNode calls = node.putArray("tool_calls");
            group.calls().forEach(call -> calls.add(call(call)));
        }
        group.outputs()
                .forEach(output -> messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", output.callId())
                        .put("content", output.output()));
    }

    private static ObjectNode call(FunctionCall call) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", call.callId()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return node;
    }

    static String role(ChatMessage message) {
        return message.role().name().toLowerCase(Locale.ROOT);
    }

    /**
     * A string if there is text alone, which some servers insist on; else the images and the audio, then the text as one part. Audio
     * of which it is known what is said is text: most models take no other.
     */
    private static JsonNode content(ChatMessage message) {
        List<AudioContent> unread = message.role() == ChatRole.USER
                ? message.audio().stream()
                        .filter(audio -> audio.transcript().isEmpty())
                        .toList()
                : List.of();
        if (message.images().isEmpty() && unread.isEmpty()) {
            return TextNode.valueOf(message.wording());
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (ImageContent image : message.images()) {
            parts.addObject()
                    .put("type", "image_url")
                    .putObject("image_url")
                    .put("url", image.url())
                    .put("detail", image.detail().wireName());
        }
        for (AudioContent audio : unread) {
            parts.addObject()
                    .put("type", "input_audio")
                    .putObject("input_audio")
                    .put("data", audio.wav())
                    .put("format", "wav");
        }
        if (!message.wording().isEmpty()) {
            parts.addObject().put("type", "text").put("text", message.wording());
        }
        return parts;
    }

    private static ArrayNode withDummy(ArrayNode messages, DummyUserMessage dummy) {
        int first = 0;
        while (first < messages.size() && isRole(messages.get(first), "system", "developer")) {
            first++;
        }
        if (dummy == DummyUserMessage.FIRST && (first == messages.size() || !isRole(messages.get(first), "user"))) {
            messages.insert(first, dummy());
        }
        if (dummy == DummyUserMessage.LAST
                && (messages.isEmpty() || !isRole(messages.get(messages.size() - 1), "user", "tool"))) {
            messages.add(dummy());
        }
        return messages;
    }

    private static boolean isRole(JsonNode message, String... roles) {
        return List.of(roles).contains(message.path("role").asText());
    }

    private static ObjectNode dummy() {
        return JsonNodeFactory.instance.objectNode().put("role", "user").put("content", DummyUserMessage.TEXT);
    }
}
