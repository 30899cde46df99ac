package dev.parley.memory;

import akka.actor.ClassicActorSystemProvider;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatPart;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.CollectedAnswer;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts a summary by a language model in the place of a conversation's older turns. Rules are those of LiveKit Agents'
 * {@code ChatContext._summarize}: instructions and earlier summaries stay, the last turns stay as they are with their calls
 * and outputs, all else becomes one message of the assistant that is marked as a summary. What people said is escaped in
 * the model's prompt, so that it can't pass for its structure.
 */
public final class ChatSummary {
    /** LiveKit Agents' default. */
    public static final int KEEP_LAST_TURNS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Pipecat's time limit for a summary. */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final int MOST_CHUNKS = 100_000;
    private static final String INSTRUCTIONS = """
            Sum up the older part of a conversation, shortly and faithfully.

            The conversation is XML. user and assistant hold what was said. function_call is an action that the assistant \
            took, function_call_output what came of it, with error in it if it failed.

            - Keep what was learned from the outputs of actions, without saying that there were actions.
            - Keep the user's aims, limits, decisions, preferences, names, numbers, and whatever is still open.
            - Leave out greetings, fillers and small talk.
            - Be brief.""";

    private ChatSummary() {}

    /**
     * The conversation with its older turns summed up; as it is, if it has no more turns than are to be kept, if nothing in
     * the older ones is to be summed up, or if the model says nothing.
     *
     * @param keepLastTurns how many turns, each of a user's and an assistant's message, stay as they are; 0 for none
     * @return fails if the model fails or takes longer than 120 s
     */
    public static CompletionStage<ChatContext> of(
            ChatContext conversation, int keepLastTurns, LanguageModel model, ClassicActorSystemProvider system) {
        if (keepLastTurns < 0) {
            throw new IllegalArgumentException("turns to keep: " + keepLastTurns + " (expected: 0 or more)");
        }
        List<ChatItem> items = conversation.items();
        int tail = tailBegins(items, keepLastTurns * 2);
        String older = SummaryPrompt.of(items.subList(0, tail));
        if (older.isEmpty()) {
            return CompletableFuture.completedFuture(conversation);
        }
        return ask(older, model, system)
                .thenApply(summary -> summary.isEmpty()
                        ? conversation
                        : replaced(items.subList(0, tail), summary, items.subList(tail, items.size())));
    }

    /** Where the last so many messages begin; 0 if there are no more than that. */
    private static int tailBegins(List<ChatItem> items, int messages) {
        int left = messages;
        for (int i = items.size(); i > 0; i--) {
            if (left == 0) {
                return i;
            }
            if (isTalk(items.get(i - 1))) {
                left--;
            }
        }
        return 0;
    }

    private static CompletionStage<String> ask(String older, LanguageModel model, ClassicActorSystemProvider system) {
        ChatContext question = ChatContext.empty()
                .addMessage(ChatRole.SYSTEM, INSTRUCTIONS, Instant.EPOCH)
                .addMessage(ChatRole.USER, "Conversation to sum up:\n\n" + older, Instant.EPOCH);
        return model.chat(new ChatRequest("summary", question, List.of(), ToolChoice.NONE))
                .initialTimeout(PATIENCE)
                .idleTimeout(PATIENCE)
                .completionTimeout(DEADLINE)
                .limit(MOST_CHUNKS)
                .runWith(CollectedAnswer.sink(), system)
                .thenApply(CollectedAnswer::text);
    }

    private static ChatContext replaced(List<ChatItem> older, String summary, List<ChatItem> tail) {
        Instant at = tail.isEmpty()
                ? older.get(older.size() - 1).createdAt().plusNanos(1000)
                : tail.get(0).createdAt().minusNanos(1000);
        ChatMessage message = ChatMessage.of(
                        "item_" + UUID.randomUUID(),
                        ChatRole.ASSISTANT,
                        SummaryPrompt.element("chat_history_summary", "", summary),
                        at)
                .asSummary();
        List<ChatItem> kept = new ArrayList<>(older);
        kept.removeIf(item -> isTalk(item) && !isSummary(item));
        ChatContext head =
                new ChatContext(kept).without(ChatPart.FUNCTION_CALLS).insert(message);
        List<ChatItem> all = new ArrayList<>(head.items());
        all.addAll(tail);
        return new ChatContext(all);
    }

    static boolean isTalk(ChatItem item) {
        return item instanceof ChatMessage message && !message.role().isInstruction();
    }

    static boolean isSummary(ChatItem item) {
        return item instanceof ChatMessage message && message.isSummary();
    }
}
