package dev.parley.livekit.webhook;

import dev.parley.livekit.proto.WebhookEvent;
import java.time.Instant;

/**
 * One verified event.
 *
 * @param type what happened
 * @param id the same in each delivery of one event; see {@link SeenWebhooks}
 * @param createdAt when it happened, to the second
 * @param message all that the server told; which of its parts are set depends on the type
 */
public record Webhook(WebhookType type, String id, Instant createdAt, WebhookEvent message) {
    static Webhook of(WebhookEvent message) {
        return new Webhook(
                WebhookType.named(message.getEvent()),
                message.getId(),
                Instant.ofEpochSecond(message.getCreatedAt()),
                message);
    }
}
