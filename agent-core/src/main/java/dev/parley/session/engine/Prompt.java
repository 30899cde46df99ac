package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatPart;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a language model reads: the agent's instructions as they suit the turn, then the conversation. */
final class Prompt {
    private Prompt() {}

    static ChatContext of(Instructions instructions, Modality modality, ChatContext conversation) {
        List<ChatItem> items = new ArrayList<>();
        items.add(instruction(ChatMessage.INSTRUCTIONS_ID, instructions.render(modality)));
        instructions
                .dynamic()
                .filter(part -> !part.isBlank())
                .ifPresent(part -> items.add(instruction(ChatMessage.DYNAMIC_INSTRUCTIONS_ID, part)));
        items.addAll(
                conversation.without(ChatPart.HANDOFFS, ChatPart.CONFIG_UPDATES).items());
        return new ChatContext(items);
    }

    private static ChatMessage instruction(String id, String text) {
        return ChatMessage.of(id, ChatRole.SYSTEM, text, Instant.EPOCH);
    }
}
