package dev.parley.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The items of a conversation in their order. Immutable: every operation gives a new context.
 *
 * @param items oldest first
 */
public record ChatContext(List<ChatItem> items) {
    private static final ChatContext EMPTY = new ChatContext(List.of());

    public ChatContext {
        items = List.copyOf(items);
    }

    public static ChatContext empty() {
        return EMPTY;
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException naming the item, the field and the rule
     */
    public static ChatContext fromJson(JsonNode json) {
        return ChatJson.read(json);
    }

    /** This context with an item more at the end. */
    public ChatContext with(ChatItem item) {
        List<ChatItem> extended = new ArrayList<>(items.size() + 1);
        extended.addAll(items);
        extended.add(item);
        return new ChatContext(extended);
    }

    /** With a new message of text, images and audio, as {@link #addMessage(ChatRole, String, Instant)}. */
    public ChatContext addMessage(ChatRole role, List<? extends ChatContent> content, Instant createdAt) {
        return insert(ChatMessage.of("item_" + UUID.randomUUID(), role, content, createdAt));
    }

    /** With a new message, under an id made up, after the last item that isn't later than it. */
    public ChatContext addMessage(ChatRole role, String text, Instant createdAt) {
        return insert(ChatMessage.of("item_" + UUID.randomUUID(), role, text, createdAt));
    }

    /** With this item after the last one that isn't later than it. */
    public ChatContext insert(ChatItem item) {
        List<ChatItem> extended = new ArrayList<>(items);
        insert(extended, item);
        return new ChatContext(extended);
    }

    /**
     * Without this item.
     *
     * @throws NoSuchElementException if there is none
     */
    public ChatContext remove(String id) {
        int index = indexById(id)
                .orElseThrow(
                        () -> new NoSuchElementException("chat item: " + id + " (expected: an id in the context)"));
        List<ChatItem> rest = new ArrayList<>(items);
        rest.remove(index);
        return new ChatContext(rest);
    }

    public Optional<ChatItem> byId(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }

    public OptionalInt indexById(String id) {
        return IntStream.range(0, items.size())
                .filter(index -> items.get(index).id().equals(id))
                .findFirst();
    }

    /** With these items, each at its time. */
    public ChatContext insertAll(Collection<? extends ChatItem> more) {
        List<ChatItem> extended = new ArrayList<>(items);
        more.forEach(item -> insert(extended, item));
        return new ChatContext(extended);
    }

    /** Without the images of its messages; what a message says beside them stays. */
    public ChatContext withoutImages() {
        return new ChatContext(items.stream()
                .map(item ->
                        item instanceof ChatMessage message && !message.images().isEmpty()
                                ? message.withContent(message.content().stream()
                                        .filter(part -> !(part instanceof ImageContent))
                                        .toList())
                                : item)
                .toList());
    }

    /** Without the audio of its messages; what is said in it stays, as text, where that is known. */
    public ChatContext withoutAudio() {
        return new ChatContext(items.stream()
                .map(item ->
                        item instanceof ChatMessage message && !message.audio().isEmpty()
                                ? message.withContent(message.content().stream()
                                        .flatMap(part -> part instanceof AudioContent audio
                                                ? audio.transcript().map(TextContent::new).stream()
                                                : Stream.of(part))
                                        .toList())
                                : item)
                .toList());
    }

    /** All messages, without tool calls and their outputs. */
    public List<ChatMessage> messages() {
        return items.stream()
                .filter(ChatMessage.class::isInstance)
                .map(ChatMessage.class::cast)
                .toList();
    }

    /** Without the items of these kinds. */
    public ChatContext without(ChatPart first, ChatPart... more) {
        Set<ChatPart> parts = EnumSet.of(first, more);
        return keeping(item -> parts.stream().noneMatch(part -> part.contains(item)));
    }

    /** Without the calls, and their outputs, of tools other than these. An output without a name goes with its call. */
    public ChatContext withToolsOnly(Collection<String> names) {
        Set<String> kept = Set.copyOf(names);
        Map<String, String> toolByCall = new HashMap<>();
        for (ChatItem item : items) {
            if (item instanceof FunctionCall call) {
                toolByCall.put(call.callId(), call.name());
            }
        }
        return keeping(item -> {
            if (item instanceof FunctionCall call) {
                return kept.contains(call.name());
            }
            if (item instanceof FunctionCallOutput output) {
                String own = output.name();
                return kept.contains(own.isEmpty() ? toolByCall.getOrDefault(output.callId(), "") : own);
            }
            return true;
        });
    }

    /**
     * The last items, not beginning with a call or an output, with the first instruction before them.
     *
     * @param maxItems 0 leaves the first instruction only
     */
    public ChatContext truncate(int maxItems) {
        if (maxItems < 0) {
            throw new IllegalArgumentException("chat items to keep: " + maxItems + " (expected: >= 0)");
        }
        if (items.size() <= maxItems) {
            return this;
        }
        int from = items.size() - maxItems;
        while (from < items.size() && ChatPart.FUNCTION_CALLS.contains(items.get(from))) {
            from++;
        }
        List<ChatItem> tail = new ArrayList<>(items.subList(from, items.size()));
        List<ChatItem> instructions = new ArrayList<>(leadingInstructions());
        instructions.removeIf(tail::contains);
        tail.addAll(0, instructions);
        return new ChatContext(tail);
    }

    /** The first instruction, and what of it holds for this call only, if that stands right behind it. */
    private List<ChatItem> leadingInstructions() {
        int first = 0;
        while (first < items.size() && !ChatPart.INSTRUCTIONS.contains(items.get(first))) {
            first++;
        }
        List<ChatItem> found = items.subList(first, Math.min(first + 2, items.size()));
        boolean both = found.size() == 2 && found.get(1).id().equals(ChatMessage.DYNAMIC_INSTRUCTIONS_ID);
        return both ? found : found.subList(0, Math.min(1, found.size()));
    }

    /** With the other's items whose ids aren't here yet, each at its time. */
    public ChatContext merge(ChatContext other) {
        Set<String> ids = new HashSet<>();
        items.forEach(item -> ids.add(item.id()));
        List<ChatItem> merged = new ArrayList<>(items);
        for (ChatItem item : other.items) {
            if (ids.add(item.id())) {
                insert(merged, item);
            }
        }
        return new ChatContext(merged);
    }

    /** Whether a model would read the same, item by item: all but the times and the notes that no model reads. */
    public boolean isEquivalent(ChatContext other) {
        return items.size() == other.items.size()
                && IntStream.range(0, items.size())
                        .allMatch(index -> timeless(items.get(index)).equals(timeless(other.items.get(index))));
    }

    /** An array of items, each with its {@code kind}; {@link #fromJson} reads it back exactly. */
    public ArrayNode toJson() {
        return ChatJson.write(this);
    }

    /**
     * The {@code messages} of OpenAI's chat completions. Calls stand with the assistant's message before them, followed at
     * once by their outputs; a call without an output, which the API refuses, and an output without its call are left out.
     */
    public ArrayNode toOpenAi() {
        return toOpenAi(DummyUserMessage.NONE);
    }

    /** The same for servers that take only conversations of a certain shape. */
    public ArrayNode toOpenAi(DummyUserMessage dummy) {
        return OpenAiMessages.of(items, dummy);
    }

    /**
     * The {@code input} of OpenAI's Responses API, whole, so without {@code previous_response_id}; calls and outputs as in
     * {@link #toOpenAi()}.
     */
    public ArrayNode toOpenAiResponses() {
        return OpenAiInput.of(items);
    }

    /**
     * {@code system} and {@code messages} of Anthropic's Messages API. The first instructions are the system's, later ones the
     * user's; messages of one side that stand together are one; the user begins, if need be by {@link DummyUserMessage#TEXT}. A
     * {@link CacheBreakpoint} is the {@code cache_control} of what stands before it; the last four count.
     */
    public ObjectNode toAnthropic() {
        return AnthropicMessages.of(items);
    }

    private ChatContext keeping(Predicate<ChatItem> kept) {
        return new ChatContext(items.stream().filter(kept).toList());
    }

    private static void insert(List<ChatItem> into, ChatItem item) {
        int index = into.size();
        while (index > 0 && into.get(index - 1).createdAt().isAfter(item.createdAt())) {
            index--;
        }
        into.add(index, item);
    }

    private static ChatItem timeless(ChatItem item) {
        if (item instanceof ChatMessage said) {
            return new ChatMessage(said.id(), said.role(), said.content(), said.interrupted(), Map.of(), Instant.EPOCH);
        }
        if (item instanceof FunctionCall call) {
            return new FunctionCall(call.id(), call.callId(), call.name(), call.arguments(), Instant.EPOCH);
        }
        if (item instanceof FunctionCallOutput output) {
            return new FunctionCallOutput(
                    output.id(), output.callId(), output.name(), output.output(), output.error(), Instant.EPOCH);
        }
        if (item instanceof AgentHandoff handoff) {
            return new AgentHandoff(handoff.id(), handoff.oldAgentId(), handoff.newAgentId(), Instant.EPOCH);
        }
        AgentConfigUpdate update = (AgentConfigUpdate) item;
        return new AgentConfigUpdate(
                update.id(), update.instructions(), update.toolsAdded(), update.toolsRemoved(), Instant.EPOCH);
    }
}
