package dev.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** A context in the shape of the {@code input} that OpenAI's Responses API takes: a flat list of items. */
final class OpenAiInput {
    private OpenAiInput() {}

    static ArrayNode of(List<ChatItem> items) {
        ArrayNode input = JsonNodeFactory.instance.arrayNode();
        ChatGroup.of(items).forEach(group -> write(group, input));
        return input;
    }

    private static void write(ChatGroup group, ArrayNode input) {
        group.message()
                .filter(said -> !said.wording().isEmpty() || !said.images().isEmpty()) // the API takes no audio
                .ifPresent(said ->
                        input.addObject().put("role", OpenAiMessages.role(said)).set("content", content(said)));
        for (FunctionCall call : group.calls()) {
            input.addObject()
                    .put("type", "function_call")
                    .put("call_id", call.callId())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        for (FunctionCallOutput output : group.outputs()) {
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", output.callId())
                    .put("output", output.output());
        }
    }

    private static JsonNode content(ChatMessage message) {
        if (message.images().isEmpty()) {
            return TextNode.valueOf(message.wording());
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (ImageContent image : message.images()) {
            parts.addObject()
                    .put("type", "input_image")
                    .put("image_url", image.url())
                    .put("detail", image.detail().wireName());
        }
        if (!message.wording().isEmpty()) {
            parts.addObject().put("type", "input_text").put("text", message.wording());
        }
        return parts;
    }
}
