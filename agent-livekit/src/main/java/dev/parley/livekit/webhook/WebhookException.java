package dev.parley.livekit.webhook;

import org.jspecify.annotations.Nullable;

/** A post is not taken as a webhook. */
public final class WebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private WebhookException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static WebhookException unsigned() {
        return new WebhookException(
                401, "webhook: no Authorization header (expected: the token that LiveKit signs each post with)", null);
    }

    static WebhookException untrusted(RuntimeException cause) {
        return new WebhookException(401, "webhook: " + cause.getMessage(), cause);
    }

    static WebhookException otherBody() {
        return new WebhookException(
                401,
                "webhook: its body is not the one that was signed (expected: the bytes as they came; read them before any "
                        + "JSON or text handling)",
                null);
    }

    static WebhookException tooLong(int length, int limit) {
        return new WebhookException(413, "webhook: " + length + " bytes (expected: at most " + limit + ")", null);
    }

    static WebhookException malformed(Exception cause) {
        return new WebhookException(
                400, "webhook: its body is no event (expected: LiveKit's JSON): " + cause.getMessage(), cause);
    }

    /** The HTTP status to answer with: 400, 401 or 413; none of them makes sense to repeat. */
    public int status() {
        return status;
    }
}
