package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.RealtimeFailure.Kind;
import dev.parley.realtime.openai.wire.ServerEvent;
import java.util.Map;
import java.util.Set;

/** What the provider's error codes mean and what to do about them. */
final class ProviderErrors {
    private static final Map<String, String> FATAL = Map.of(
            "invalid_api_key", "set OPENAI_API_KEY to a key that is valid for this endpoint",
            "insufficient_quota", "raise the account's quota",
            "credit_balance_exhausted", "add credit to the account",
            "account_deactivated", "ask the provider about the account",
            "billing_hard_limit_reached", "raise the account's billing limit",
            "beta_api_shape_disabled", "speak the GA form of the protocol");

    /** What tells of a race that is lost or won either way. */
    private static final Set<String> HARMLESS =
            Set.of("response_cancel_not_active", "input_audio_buffer_commit_empty", "item_create_duplicate_item_id");

    private ProviderErrors() {}

    static boolean isHarmless(ServerEvent.ErrorEvent error) {
        return HARMLESS.contains(error.code());
    }

    static boolean isFatal(ServerEvent.ErrorEvent error) {
        return FATAL.containsKey(error.code()) || FATAL.containsKey(error.type());
    }

    static RealtimeFailure classified(ServerEvent.ErrorEvent error) {
        String text = (error.code().isEmpty() ? error.type() : error.code()) + ": " + error.message();
        if (isFatal(error)) {
            String remedy = FATAL.getOrDefault(error.code(), FATAL.getOrDefault(error.type(), ""));
            return new RealtimeFailure(Kind.PROVIDER, text, remedy, false);
        }
        if (error.code().contains("rate_limit")) {
            return new RealtimeFailure(Kind.PROVIDER, text, "ask for fewer answers, or for higher limits", true);
        }
        if (error.type().equals("server_error")) {
            return new RealtimeFailure(Kind.PROVIDER, text, "none: the session goes on", true);
        }
        if (isAboutAudio(error)) {
            return new RealtimeFailure(Kind.AUDIO, text, "compare the codec with the session's settings", true);
        }
        return new RealtimeFailure(Kind.PROTOCOL, text, "compare the request with the provider's API version", true);
    }

    private static boolean isAboutAudio(ServerEvent.ErrorEvent error) {
        return error.code().contains("audio")
                || error.code().equals("unsupported_content_type")
                || error.message().startsWith("Audio content of")
                || error.param().contains("audio");
    }

    static RealtimeFailure refusedSession(ServerEvent.ErrorEvent error) {
        return new RealtimeFailure(
                Kind.PROTOCOL,
                "session.update refused: " + error.code() + " " + error.message()
                        + (error.param().isEmpty() ? "" : " (" + error.param() + ")"),
                "change that setting of the session, or the model",
                false);
    }

    static RealtimeFailure malformed(String reason) {
        return new RealtimeFailure(
                Kind.PROTOCOL, reason, "check what stands between this process and the provider", true);
    }

    static RealtimeFailure refusedHandshake(SocketEnd end) {
        String remedy = switch (end.status()) {
            case 401, 403 -> "set OPENAI_API_KEY to a key that may use this model";
            case 404 -> "check the model's name and OAI_REALTIME_URL or OPENAI_BASE_URL";
            default -> "check OAI_REALTIME_URL or OPENAI_BASE_URL";
        };
        return new RealtimeFailure(
                end.status() == 404 ? Kind.PROTOCOL : Kind.PROVIDER, "handshake: " + end.text(), remedy, false);
    }

    static RealtimeFailure gaveUp(int attempts, String why) {
        return new RealtimeFailure(
                Kind.NETWORK,
                "connection: given up after " + attempts + " attempts, the last: " + why,
                "check the network and the provider's status",
                false);
    }

    static RealtimeFailure tooLong(String responseId) {
        return new RealtimeFailure(
                Kind.AUDIO,
                "answer " + responseId + ": longer than is kept for its playback (expected: most-answer or less)",
                "set max-output-tokens, or raise most-answer",
                true);
    }
}
