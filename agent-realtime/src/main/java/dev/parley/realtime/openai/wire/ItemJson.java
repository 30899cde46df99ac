package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.chat.ImageContent;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.openai.settings.ApiShape;

/** Items of a conversation, as they are sent. An answer's audio can't be put back: its text is. */
final class ItemJson {
    private final ApiShape shape;

    ItemJson(ApiShape shape) {
        this.shape = shape;
    }

    ObjectNode of(ChatItem item) {
        if (item instanceof ChatMessage message) {
            return message(message);
        }
        if (item instanceof FunctionCall call) {
            return item("function_call", call.id())
                    .put("call_id", call.callId())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        FunctionCallOutput output = (FunctionCallOutput) item;
        return item("function_call_output", output.id())
                .put("call_id", output.callId())
                .put("output", output.output());
    }

    ObjectNode of(RealtimeImage image) {
        ObjectNode item =
                JsonNodeFactory.instance.objectNode().put("type", "message").put("role", "user");
        item.putArray("content").addObject().put("type", "input_image").put("image_url", image.dataUri());
        return item;
    }

    private ObjectNode message(ChatMessage message) {
        boolean answer = message.role() == ChatRole.ASSISTANT;
        boolean asked = message.role() == ChatRole.USER;
        ObjectNode item = item("message", message.id()).put("role", answer ? "assistant" : asked ? "user" : "system");
        String answerType = shape == ApiShape.BETA ? "text" : "output_text";
        ArrayNode content = item.putArray("content");
        if (asked && shape != ApiShape.BETA) {
            message.images().stream()
                    .filter(ItemJson::isTaken)
                    .forEach(image ->
                            content.addObject().put("type", "input_image").put("image_url", image.url()));
        }
        if (content.isEmpty() || !message.wording().isEmpty()) {
            content.addObject().put("type", answer ? answerType : "input_text").put("text", message.wording());
        }
        return item;
    }

    /** The provider fetches nothing, and takes two types. */
    private static boolean isTaken(ImageContent image) {
        return image.url().startsWith("data:image/png;") || image.url().startsWith("data:image/jpeg;");
    }

    /** Whether the provider takes it for an id: up to 32 characters. */
    static boolean isId(String id) {
        return id.length() <= 32;
    }

    private static ObjectNode item(String type, String id) {
        ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", type);
        return isId(id) ? item.put("id", id) : item;
    }
}
