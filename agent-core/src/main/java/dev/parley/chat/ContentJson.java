package dev.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a message holds as JSON and back: {@code text} if it is one text or nothing, else {@code content}, an array of
 * {@code {"type":"text","text":…}}, {@code {"type":"image","url":…,"detail":…}}, {@code {"type":"audio","wav":…,"transcript":…}} and
 * {@code {"type":"cache_breakpoint"}}; {@code extra} where there is any.
 */
final class ContentJson {
    private ContentJson() {}

    static void write(ChatMessage message, ObjectNode node) {
        List<ChatContent> content = message.content();
        boolean plain = content.isEmpty()
                || (content.size() == 1
                        && content.get(0) instanceof TextContent only
                        && !only.text().isEmpty());
        if (plain) {
            node.put("text", message.text());
        } else {
            ArrayNode parts = node.putArray("content");
            content.forEach(part -> write(part, parts.addObject()));
        }
        if (!message.extra().isEmpty()) {
            ObjectNode extra = node.putObject("extra");
            new TreeMap<>(message.extra()).forEach(extra::put);
        }
    }

    private static void write(ChatContent part, ObjectNode node) {
        if (part instanceof TextContent text) {
            node.put("type", "text").put("text", text.text());
        } else if (part instanceof ImageContent image) {
            node.put("type", "image")
                    .put("url", image.url())
                    .put("detail", image.detail().wireName());
        } else if (part instanceof AudioContent audio) {
            node.put("type", "audio").put("wav", audio.wav());
            audio.transcript().ifPresent(text -> node.put("transcript", text));
        } else if (part instanceof CacheBreakpoint) {
            node.put("type", "cache_breakpoint");
        }
    }

    static List<ChatContent> read(JsonNode node, String where) {
        JsonNode parts = node.path("content");
        if (parts.isMissingNode()) {
            String text = ChatJson.text(node, "text", where);
            return text.isEmpty() ? List.of() : List.of(new TextContent(text));
        }
        if (!parts.isArray()) {
            throw new IllegalArgumentException(
                    where + ", content: " + parts.getNodeType() + " (expected: an array of parts)");
        }
        List<ChatContent> content = new ArrayList<>();
        for (JsonNode part : parts) {
            content.add(part(part, where + ", content " + content.size()));
        }
        return content;
    }

    private static ChatContent part(JsonNode part, String where) {
        String type = ChatJson.text(part, "type", where);
        return switch (type) {
            case "text" -> new TextContent(ChatJson.text(part, "text", where));
            case "image" -> image(part, where);
            case "audio" ->
                new AudioContent(ChatJson.text(part, "wav", where), ChatJson.optional(part, "transcript", where));
            case "cache_breakpoint" -> new CacheBreakpoint();
            default ->
                throw new IllegalArgumentException(
                        where + ", type: " + type + " (expected: one of text, image, audio, cache_breakpoint)");
        };
    }

    private static ImageContent image(JsonNode part, String where) {
        String detail = ChatJson.text(part, "detail", where);
        for (ImageContent.Detail known : ImageContent.Detail.values()) {
            if (known.wireName().equals(detail)) {
                return new ImageContent(ChatJson.text(part, "url", where), known);
            }
        }
        throw new IllegalArgumentException(where + ", detail: " + detail + " (expected: one of auto, low, high)");
    }

    static Map<String, String> readExtra(JsonNode node, String where) {
        Map<String, String> extra = new TreeMap<>();
        node.path("extra")
                .fieldNames()
                .forEachRemaining(key -> extra.put(key, ChatJson.text(node.path("extra"), key, where + ", extra")));
        return extra;
    }
}
