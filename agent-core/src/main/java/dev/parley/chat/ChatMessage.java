package dev.parley.chat;

import dev.parley.metrics.MessageMetrics;
import java.time.Instant;

/**
 * Something said or instructed.
 *
 * @param text for the assistant: what the caller heard, no more
 * @param interrupted whether the assistant was cut off while saying it
 * @param metrics how it came about; not part of what is sent to a model or kept as JSON
 */
public record ChatMessage(
        String id, ChatRole role, String text, boolean interrupted, Instant createdAt, MessageMetrics metrics)
        implements ChatItem {

    /** A message of which nothing was measured. */
    public ChatMessage(String id, ChatRole role, String text, boolean interrupted, Instant createdAt) {
        this(id, role, text, interrupted, createdAt, MessageMetrics.none());
    }

    public static ChatMessage of(String id, ChatRole role, String text, Instant createdAt) {
        return new ChatMessage(id, role, text, false, createdAt);
    }

    /** The same message with what was measured of it. */
    public ChatMessage withMetrics(MessageMetrics measured) {
        return new ChatMessage(id, role, text, interrupted, createdAt, measured);
    }

    /** The same message, marked as cut off by an interruption. */
    public ChatMessage asInterrupted() {
        return new ChatMessage(id, role, text, true, createdAt, metrics);
    }
}
