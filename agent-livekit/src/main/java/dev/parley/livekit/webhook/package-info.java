/**
 * Webhooks: what a LiveKit server posts when something happened in a room.
 *
 * <p>Start with {@link dev.parley.livekit.webhook.WebhookReceiver}.
 */
@NullMarked
package dev.parley.livekit.webhook;

import org.jspecify.annotations.NullMarked;
