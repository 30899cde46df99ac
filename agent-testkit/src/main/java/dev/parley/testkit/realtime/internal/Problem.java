package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@code error} event's contents, in the vendor's words where they are known.
 *
 * @param param the field that is wrong, as a path; null if it is none
 */
public record Problem(
        String type, String code, String message, @Nullable String param) {
    private static final String INVALID_REQUEST = "invalid_request_error";

    static Problem invalid(String code, String message, @Nullable String param) {
        return new Problem(INVALID_REQUEST, code, message, param);
    }

    static Problem unknownParameter(String path) {
        return invalid("unknown_parameter", "Unknown parameter: '" + path + "'.", path);
    }

    static Problem missingParameter(String path) {
        return invalid("missing_required_parameter", "Missing required parameter: '" + path + "'.", path);
    }

    static Problem invalidType(String path, String expected, String got) {
        String message = "Invalid type for '" + path + "': expected " + expected + ", but got " + got + " instead.";
        return invalid("invalid_type", message, path);
    }

    static Problem invalidValue(String path, String value, List<String> supported) {
        String values = "'" + String.join("', '", supported) + "'";
        return invalid("invalid_value", "Invalid value: '" + value + "'. Supported values are: " + values + ".", path);
    }

    static Problem notInConversation(String command, String itemId, String path) {
        String message = "Item with item_id '" + itemId + "' does not exist in the conversation.";
        return invalid("item_" + command + "_invalid_item_id", message, path);
    }

    static Problem duplicateItem(String itemId) {
        return invalid(
                "item_create_duplicate_item_id",
                "Error adding item: an item with item_id '" + itemId + "' already exists in the conversation.",
                "item.id");
    }

    static Problem unknownCall(String callId) {
        return invalid("invalid_tool_call_id", "Tool call ID '" + callId + "' not found in conversation.", null);
    }

    static Problem shorterThan(long audioMillis, long endMillis) {
        return invalid(
                "invalid_value",
                "Audio content of " + audioMillis + "ms is already shorter than " + endMillis + "ms",
                null);
    }

    static Problem notModelAudio() {
        return invalid("unsupported_content_type", "Only model output audio messages can be truncated", null);
    }

    static Problem activeResponse(String responseId) {
        return invalid(
                "conversation_already_has_active_response",
                "Conversation already has an active response in progress: " + responseId
                        + ". Wait until the response is finished before creating a new one.",
                null);
    }

    static Problem nothingToCancel() {
        return invalid("response_cancel_not_active", "Cancellation failed: no active response found", null);
    }

    static Problem emptyCommit(double millis) {
        return invalid(
                "input_audio_buffer_commit_empty",
                String.format(
                        "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but"
                                + " buffer only has %.2fms of audio.",
                        millis),
                null);
    }

    static Problem cannotUpdateVoice() {
        return invalid(
                "cannot_update_voice", "Cannot update a conversation's voice if assistant audio is present.", null);
    }

    static Problem sessionExpired(Duration longest) {
        long minutes = longest.toMinutes();
        String time = minutes > 0 ? minutes + " minutes" : longest.toMillis() / 1000.0 + " seconds";
        return invalid("session_expired", "Your session hit the maximum duration of " + time + ".", null);
    }

    /** The key is none that the server takes. */
    public static Problem invalidKey(String key) {
        String shown = key.length() > 8 ? key.substring(0, 4) + "***" + key.substring(key.length() - 4) : "***";
        return invalid(
                "invalid_api_key",
                "Incorrect API key provided: " + shown
                        + ". You can find your API key at https://platform.openai.com/account/api-keys.",
                null);
    }

    /** A request without a key. */
    public static Problem missingKey() {
        return invalid("missing_api_key", "Missing bearer or basic authentication in header", null);
    }

    /** There is nothing at this address. */
    public static Problem invalidUrl(String method, String path) {
        return invalid("unknown_url", "Invalid URL (" + method + " " + path + ")", null);
    }

    /** An ephemeral key can't be good for that long. */
    public static Problem lifetime(String seconds) {
        return invalid(
                "invalid_value",
                "Invalid 'expires_after.seconds': expected an integer from 10 to 7200, but got " + seconds
                        + " instead.",
                "expires_after.seconds");
    }

    /** The older dialect is switched off. */
    public static Problem betaDisabled() {
        return invalid(
                "beta_api_shape_disabled",
                "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.",
                null);
    }

    /** Neither the address nor the key names a model. */
    public static Problem missingModel() {
        return invalid("missing_model", "You must provide a model parameter.", "model");
    }

    /** The contents of the event's {@code error}; the client's event id may be empty. */
    public ObjectNode toJson(String clientEventId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("code", code)
                .put("message", message)
                .put("param", param)
                .put("event_id", clientEventId.isEmpty() ? null : clientEventId);
    }
}
