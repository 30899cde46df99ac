package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the {@code item} of a {@code conversation.item.create} may be. */
final class ItemRules {
    private static final int LONGEST_ID = 32;
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final List<String> TYPES = List.of("message", "function_call", "function_call_output");
    private static final Map<String, List<String>> CONTENTS = Map.of(
            "system", List.of("input_text"),
            "user", List.of("input_text", "input_audio", "input_image"),
            "assistant", List.of("output_text", "output_audio"));

    private final Conversation conversation;

    ItemRules(Conversation conversation) {
        this.conversation = conversation;
    }

    /** What is wrong with an item; empty if it may become part of the conversation. */
    Optional<Problem> check(JsonNode item) {
        if (!item.isObject()) {
            return Optional.of(Problem.missingParameter("item"));
        }
        Optional<Problem> problem = checkId(item);
        if (problem.isPresent()) {
            return problem;
        }
        String type = item.path("type").asText();
        return switch (type) {
            case "message" -> checkMessage(item);
            case "function_call" -> checkCall(item, "name", "arguments");
            case "function_call_output" -> checkOutput(item);
            default -> Optional.of(Problem.invalidValue("item.type", type, TYPES));
        };
    }

    private Optional<Problem> checkId(JsonNode item) {
        String id = item.path("id").asText();
        if (id.length() > LONGEST_ID) {
            return Optional.of(Problem.invalid(
                    "string_above_max_length",
                    "Invalid 'item.id': string too long. Expected a string with maximum length " + LONGEST_ID
                            + ", but got a string with length " + id.length() + " instead.",
                    "item.id"));
        }
        return conversation.find(id).isPresent() ? Optional.of(Problem.duplicateItem(id)) : Optional.empty();
    }

    private static Optional<Problem> checkMessage(JsonNode item) {
        String role = item.path("role").asText();
        List<String> allowed = CONTENTS.get(role);
        if (allowed == null) {
            return Optional.of(Problem.invalidValue("item.role", role, List.of("system", "user", "assistant")));
        }
        JsonNode content = item.path("content");
        if (!content.isArray()) {
            return Optional.of(Problem.missingParameter("item.content"));
        }
        for (int i = 0; i < content.size(); i++) {
            Optional<Problem> problem = checkContent(content.get(i), allowed, "item.content[" + i + "]");
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> checkContent(JsonNode part, List<String> allowed, String path) {
        String type = part.path("type").asText();
        if (!allowed.contains(type)) {
            return Optional.of(Problem.invalidValue(path + ".type", type, allowed));
        }
        return switch (type) {
            case "input_audio" -> audio(part.path("audio"), path + ".audio");
            case "input_image" -> image(part.path("image_url"), path + ".image_url");
            case "output_audio" ->
                part.path("audio").isTextual()
                        ? Optional.of(Problem.unknownParameter(path + ".audio"))
                        : text(part.path("transcript"), path + ".transcript");
            default -> text(part.path("text"), path + ".text");
        };
    }

    private static Optional<Problem> text(JsonNode value, String path) {
        return value.isTextual() ? Optional.empty() : Optional.of(Problem.missingParameter(path));
    }

    private static Optional<Problem> image(JsonNode value, String path) {
        String url = value.asText();
        return url.startsWith("data:image/png") || url.startsWith("data:image/jpeg")
                ? Optional.empty()
                : Optional.of(Problem.invalid(
                        "invalid_value", "Invalid '" + path + "'. Expected a data URI of a PNG or JPEG image.", path));
    }

    private static Optional<Problem> audio(JsonNode value, String path) {
        return value.isTextual() && decode(value.asText()).isPresent() ? Optional.empty() : Optional.of(notAudio(path));
    }

    static Problem notAudio(String path) {
        return Problem.invalid(
                "invalid_value",
                "Invalid '" + path + "'. Expected base64-encoded audio bytes, but got an invalid value.",
                path);
    }

    /** The bytes of audio on the wire; empty if they are none. */
    static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Problem> checkCall(JsonNode item, String... fields) {
        for (String field : fields) {
            if (!item.path(field).isTextual()) {
                return Optional.of(Problem.missingParameter("item." + field));
            }
        }
        String callId = item.path("call_id").asText();
        if (callId.isEmpty()) {
            return Optional.of(Problem.missingParameter("item.call_id"));
        }
        return CALL_ID.matcher(callId).matches() && callId.length() <= LONGEST_ID
                ? Optional.empty()
                : Optional.of(Problem.invalid(
                        "invalid_value",
                        "Invalid 'item.call_id': string does not match pattern. Expected a string of at most "
                                + LONGEST_ID + " characters that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                        "item.call_id"));
    }

    private Optional<Problem> checkOutput(JsonNode item) {
        Optional<Problem> problem = checkCall(item, "output");
        String callId = item.path("call_id").asText();
        return problem.isPresent() || conversation.hasCall(callId) ? problem : Optional.of(Problem.unknownCall(callId));
    }
}
