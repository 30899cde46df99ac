package dev.parley.session;

import dev.parley.chat.ChatContext;
import dev.parley.llm.ToolChoice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How a reply is made.
 *
 * @param userInput what the user is taken to have said, empty for none
 * @param instructions for this reply alone, beside the agent's own; empty for none
 * @param tools names of the tools that it may use, of those that the agent has; empty for all of them
 * @param chatContext what the model reads in place of the conversation until the reply's first tool; empty for that
 */
public record ReplyOptions(
        String userInput,
        String instructions,
        ToolChoice toolChoice,
        SpeechOptions speech,
        Optional<List<String>> tools,
        Optional<ChatContext> chatContext) {
    private static final ReplyOptions STANDARD = new ReplyOptions(
            "", "", ToolChoice.AUTO, SpeechOptions.interruptible(), Optional.empty(), Optional.empty());

    public ReplyOptions {
        tools = tools.map(List::copyOf);
    }

    /** Nothing added, tools as the model likes, interruptible. */
    public static ReplyOptions standard() {
        return STANDARD;
    }

    public static ReplyOptions instructed(String instructions) {
        return STANDARD.withInstructions(instructions);
    }

    public ReplyOptions withInstructions(String newInstructions) {
        return new ReplyOptions(userInput, newInstructions, toolChoice, speech, tools, chatContext);
    }

    public ReplyOptions withUserInput(String newUserInput) {
        return new ReplyOptions(newUserInput, instructions, toolChoice, speech, tools, chatContext);
    }

    public ReplyOptions withToolChoice(ToolChoice newToolChoice) {
        return new ReplyOptions(userInput, instructions, newToolChoice, speech, tools, chatContext);
    }

    public ReplyOptions withSpeech(SpeechOptions newSpeech) {
        return new ReplyOptions(userInput, instructions, toolChoice, newSpeech, tools, chatContext);
    }

    /** With these tools and no others. */
    public ReplyOptions withTools(Collection<String> names) {
        return new ReplyOptions(
                userInput, instructions, toolChoice, speech, Optional.of(List.copyOf(names)), chatContext);
    }

    public ReplyOptions withChatContext(ChatContext read) {
        return new ReplyOptions(userInput, instructions, toolChoice, speech, tools, Optional.of(read));
    }
}
