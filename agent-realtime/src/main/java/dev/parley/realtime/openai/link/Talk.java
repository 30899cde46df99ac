package dev.parley.realtime.openai.link;

import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import java.util.List;

/**
 * The conversation, as it outlives a connection, and what the present connection knows of it. Immutable.
 *
 * @param items what a new connection is told
 * @param known ids of items and calls, and of outputs as {@code output/<call id>}, that the present connection has
 * @param userSpeaking as the provider heard last
 * @param turnOpen whether a turn of the caller's was committed that no answer has come to
 * @param speechStartMs when the caller last began to speak, in audio of the present connection
 * @param turnItem the turn that was committed last; empty while the caller speaks
 * @param interimItem the item that is being transcribed, and what of it is
 */
record Talk(
        String instructions,
        List<ToolDefinition> tools,
        List<ChatItem> items,
        KnownIds known,
        boolean userSpeaking,
        boolean turnOpen,
        long speechStartMs,
        String turnItem,
        String interimItem,
        String interim) {
    Talk {
        tools = List.copyOf(tools);
        items = List.copyOf(items);
    }

    /** Whether it is known what the caller said in the turn that was committed last. */
    boolean turnUnderstood() {
        return !turnItem.isEmpty() && items.stream().anyMatch(item -> item.id().equals(turnItem));
    }

    Talk withInstructions(String now) {
        return new Talk(
                now, tools, items, known, userSpeaking, turnOpen, speechStartMs, turnItem, interimItem, interim);
    }

    Talk withTools(List<ToolDefinition> now) {
        return new Talk(
                instructions, now, items, known, userSpeaking, turnOpen, speechStartMs, turnItem, interimItem, interim);
    }

    Talk withItems(List<ChatItem> now) {
        return new Talk(
                instructions, tools, now, known, userSpeaking, turnOpen, speechStartMs, turnItem, interimItem, interim);
    }

    Talk withKnown(KnownIds now) {
        return new Talk(
                instructions, tools, items, now, userSpeaking, turnOpen, speechStartMs, turnItem, interimItem, interim);
    }

    Talk withCaller(boolean speaking, boolean open) {
        return new Talk(
                instructions, tools, items, known, speaking, open, speechStartMs, turnItem, interimItem, interim);
    }

    Talk withSpeech(long startMs) {
        return new Talk(instructions, tools, items, known, true, turnOpen, startMs, "", interimItem, interim);
    }

    Talk withTurn(String itemId) {
        return new Talk(instructions, tools, items, known, false, true, speechStartMs, itemId, interimItem, interim);
    }

    Talk withInterim(String itemId, String text) {
        return new Talk(
                instructions, tools, items, known, userSpeaking, turnOpen, speechStartMs, turnItem, itemId, text);
    }
}
