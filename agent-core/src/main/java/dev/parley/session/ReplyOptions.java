package dev.parley.session;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import dev.parley.llm.ToolChoice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a reply is made. Immutable.
 *
 * @param userInput what the user is taken to have said or shown; it becomes part of the conversation
 * @param instructions for this reply alone, beside the agent's own; blank for none
 * @param inputModality which of the agent's instructions suit it; LiveKit Agents' default is text
 * @param tools ids of the tools and toolsets that it may use, of those that the agent has; empty for all of them
 * @param chatContext what the model reads in place of the conversation until the reply's first tool; empty for that
 */
public record ReplyOptions(
        Optional<ChatMessage> userInput,
        Instructions instructions,
        Modality inputModality,
        ToolChoice toolChoice,
        SpeechOptions speech,
        Optional<List<String>> tools,
        Optional<ChatContext> chatContext) {
    private static final ReplyOptions STANDARD = new ReplyOptions(
            Optional.empty(),
            Instructions.of(""),
            Modality.TEXT,
            ToolChoice.AUTO,
            SpeechOptions.interruptible(),
            Optional.empty(),
            Optional.empty());

    public ReplyOptions {
        tools = tools.map(List::copyOf);
        userInput.filter(message -> message.role() != ChatRole.USER).ifPresent(other -> {
            throw new IllegalArgumentException(
                    "user input: a message of role " + other.role() + " (expected: one of role USER)");
        });
    }

    /** Nothing added, tools as the model likes, interruptible. */
    public static ReplyOptions standard() {
        return STANDARD;
    }

    /** The usual reply to a turn of this kind. */
    public static ReplyOptions to(Modality input) {
        return STANDARD.withInputModality(input);
    }

    public static ReplyOptions instructed(String instructions) {
        return STANDARD.withInstructions(instructions);
    }

    public ReplyOptions withInstructions(String newInstructions) {
        return withInstructions(Instructions.of(newInstructions));
    }

    public ReplyOptions withInstructions(Instructions newInstructions) {
        return with(copy -> copy.instructions = newInstructions);
    }

    /** Which of the agent's instructions suit it: those for what is said, or those for what is typed. */
    public ReplyOptions withInputModality(Modality newModality) {
        return with(copy -> copy.inputModality = newModality);
    }

    /** As if the user had put this; blank for nothing. */
    public ReplyOptions withUserInput(String newUserInput) {
        Optional<ChatMessage> message = Optional.of(newUserInput)
                .filter(text -> !text.isBlank())
                .map(text -> ChatMessage.of("", ChatRole.USER, text, Instant.EPOCH));
        return with(copy -> copy.userInput = message);
    }

    /**
     * As if the user had sent this, such as an image with a question. It joins the conversation when it is asked about, under its
     * own id, or under one made up if that is empty.
     *
     * @throws IllegalArgumentException if it is not the user's
     */
    public ReplyOptions withUserInput(ChatMessage message) {
        return with(copy -> copy.userInput = Optional.of(message));
    }

    public ReplyOptions withToolChoice(ToolChoice newToolChoice) {
        return with(copy -> copy.toolChoice = newToolChoice);
    }

    public ReplyOptions withSpeech(SpeechOptions newSpeech) {
        return with(copy -> copy.speech = newSpeech);
    }

    /** With these tools, and all tools of these toolsets, and no others. */
    public ReplyOptions withTools(Collection<String> ids) {
        return with(copy -> copy.tools = Optional.of(List.copyOf(ids)));
    }

    public ReplyOptions withChatContext(ChatContext read) {
        return with(copy -> copy.chatContext = Optional.of(read));
    }

    private ReplyOptions with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /** Options of which one is about to change. */
    private static final class Copy {
        private Optional<ChatMessage> userInput;
        private Instructions instructions;
        private Modality inputModality;
        private ToolChoice toolChoice;
        private SpeechOptions speech;
        private Optional<List<String>> tools;
        private Optional<ChatContext> chatContext;

        Copy(ReplyOptions from) {
            userInput = from.userInput;
            instructions = from.instructions;
            inputModality = from.inputModality;
            toolChoice = from.toolChoice;
            speech = from.speech;
            tools = from.tools;
            chatContext = from.chatContext;
        }

        ReplyOptions options() {
            return new ReplyOptions(userInput, instructions, inputModality, toolChoice, speech, tools, chatContext);
        }
    }
}
