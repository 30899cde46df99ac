package dev.parley.chat;

import java.time.Instant;

/**
 * Something said or instructed.
 *
 * @param text for the assistant: what the caller heard, no more
 * @param interrupted whether the assistant was cut off while saying it
 */
public record ChatMessage(String id, ChatRole role, String text, boolean interrupted, Instant createdAt)
        implements ChatItem {

    public static ChatMessage of(String id, ChatRole role, String text, Instant createdAt) {
        return new ChatMessage(id, role, text, false, createdAt);
    }

    /** The same message, marked as cut off by an interruption. */
    public ChatMessage asInterrupted() {
        return new ChatMessage(id, role, text, true, createdAt);
    }
}
