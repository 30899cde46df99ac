package dev.parley.chat;

import dev.parley.metrics.MessageMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something said, shown or instructed.
 *
 * @param content in its order; what an assistant's message holds is what the caller heard, no more
 * @param interrupted whether the assistant was cut off while saying it
 * @param extra notes for applications and adapters, which no model reads
 * @param metrics how it came about; not part of what is sent to a model or kept as JSON
 */
public record ChatMessage(
        String id,
        ChatRole role,
        List<ChatContent> content,
        boolean interrupted,
        Map<String, String> extra,
        Instant createdAt,
        MessageMetrics metrics)
        implements ChatItem {
    /** LiveKit Agents' id of the message that a model's instructions are. */
    public static final String INSTRUCTIONS_ID = "lk.agent_task.instructions";

    /** LiveKit Agents' id of the message whose instructions hold for this call only; it belongs to the message before it. */
    public static final String DYNAMIC_INSTRUCTIONS_ID = "lk.agent_task.instructions.dynamic";

    private static final String IS_SUMMARY = "is_summary";

    public ChatMessage {
        content = List.copyOf(content);
        extra = Map.copyOf(extra);
    }

    /** A message of which nothing was measured. */
    public ChatMessage(
            String id,
            ChatRole role,
            List<ChatContent> content,
            boolean interrupted,
            Map<String, String> extra,
            Instant createdAt) {
        this(id, role, content, interrupted, extra, createdAt, MessageMetrics.none());
    }

    /** A message of text alone, of which nothing was measured. */
    public ChatMessage(String id, ChatRole role, String text, boolean interrupted, Instant createdAt) {
        this(id, role, text.isEmpty() ? List.of() : List.of(new TextContent(text)), interrupted, Map.of(), createdAt);
    }

    public static ChatMessage of(String id, ChatRole role, String text, Instant createdAt) {
        return new ChatMessage(id, role, text, false, createdAt);
    }

    /** A message of text, images and audio. */
    public static ChatMessage of(String id, ChatRole role, List<? extends ChatContent> content, Instant createdAt) {
        return new ChatMessage(id, role, List.copyOf(content), false, Map.of(), createdAt);
    }

    /** Its texts, each on a line of its own; empty if it has none. */
    public String text() {
        if (content.size() == 1 && content.get(0) instanceof TextContent only) {
            return only.text();
        }
        return content.stream()
                .filter(TextContent.class::isInstance)
                .map(part -> ((TextContent) part).text())
                .collect(Collectors.joining("\n"));
    }

    /** What can be read of it: its texts and what is said in its audio, each on a line of its own. */
    public String wording() {
        return content.stream()
                .flatMap(part -> part instanceof AudioContent audio
                        ? audio.transcript().stream()
                        : part instanceof TextContent only ? Stream.of(only.text()) : Stream.empty())
                .collect(Collectors.joining("\n"));
    }

    /** Its audio, in its order. */
    public List<AudioContent> audio() {
        return content.stream()
                .filter(AudioContent.class::isInstance)
                .map(AudioContent.class::cast)
                .toList();
    }

    /** Its images, in their order. */
    public List<ImageContent> images() {
        return content.stream()
                .filter(ImageContent.class::isInstance)
                .map(ImageContent.class::cast)
                .toList();
    }

    /** Whether there is neither text nor an image nor audio in it. */
    public boolean isEmpty() {
        return text().isEmpty() && images().isEmpty() && audio().isEmpty();
    }

    /** Whether it stands for older messages, which it sums up. */
    public boolean isSummary() {
        return extra.containsKey(IS_SUMMARY);
    }

    /** The same message with what was measured of it. */
    public ChatMessage withMetrics(MessageMetrics measured) {
        return new ChatMessage(id, role, content, interrupted, extra, createdAt, measured);
    }

    /** The same message, marked as cut off by an interruption. */
    public ChatMessage asInterrupted() {
        return new ChatMessage(id, role, content, true, extra, createdAt, metrics);
    }

    /** The same message, marked as standing for older ones. */
    public ChatMessage asSummary() {
        return new ChatMessage(id, role, content, interrupted, Map.of(IS_SUMMARY, "true"), createdAt, metrics);
    }

    /** The same message with this content. */
    public ChatMessage withContent(List<? extends ChatContent> newContent) {
        return new ChatMessage(id, role, List.copyOf(newContent), interrupted, extra, createdAt, metrics);
    }

    /** The same message under another id. */
    public ChatMessage withId(String newId) {
        return new ChatMessage(newId, role, content, interrupted, extra, createdAt, metrics);
    }

    /** The same message at another time. */
    public ChatMessage joinedAt(Instant time) {
        return new ChatMessage(id, role, content, interrupted, extra, time, metrics);
    }
}
