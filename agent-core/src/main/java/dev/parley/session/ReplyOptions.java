package dev.parley.session;

import dev.parley.llm.ToolChoice;

/**
 * How a reply is made.
 *
 * @param userInput what the user is taken to have said, empty for none
 * @param instructions for this reply alone, beside the agent's own; empty for none
 */
public record ReplyOptions(String userInput, String instructions, ToolChoice toolChoice, SpeechOptions speech) {
    private static final ReplyOptions STANDARD =
            new ReplyOptions("", "", ToolChoice.AUTO, SpeechOptions.interruptible());

    /** Nothing added, tools as the model likes, interruptible. */
    public static ReplyOptions standard() {
        return STANDARD;
    }

    public static ReplyOptions instructed(String instructions) {
        return STANDARD.withInstructions(instructions);
    }

    public ReplyOptions withInstructions(String newInstructions) {
        return new ReplyOptions(userInput, newInstructions, toolChoice, speech);
    }

    public ReplyOptions withUserInput(String newUserInput) {
        return new ReplyOptions(newUserInput, instructions, toolChoice, speech);
    }

    public ReplyOptions withToolChoice(ToolChoice newToolChoice) {
        return new ReplyOptions(userInput, instructions, newToolChoice, speech);
    }

    public ReplyOptions withSpeech(SpeechOptions newSpeech) {
        return new ReplyOptions(userInput, instructions, toolChoice, newSpeech);
    }
}
