package dev.parley.agent;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.AgentSession;
import java.time.Instant;

/**
 * A turn of the caller's before it is answered, as {@link Agent#onUserTurnCompleted} may change it. For that call only;
 * not thread-safe.
 */
public final class TurnContext {
    private final AgentSession session;
    private ChatContext chat;
    private ChatMessage newMessage;

    /** Made by what runs agents. */
    public TurnContext(AgentSession session, ChatContext chat, ChatMessage newMessage) {
        this.session = session;
        this.chat = chat;
        this.newMessage = newMessage;
    }

    public AgentSession session() {
        return session;
    }

    /** What the model will read before the new message, for this reply. */
    public ChatContext chat() {
        return chat;
    }

    /** Lets the model read this before the new message, for this reply alone. */
    public void updateChat(ChatContext forThisReply) {
        chat = forThisReply;
    }

    /** Lets the model read one message more before the new one, for this reply alone: what was looked up, for example. */
    public void addMessage(ChatRole role, String text) {
        chat = chat.with(
                ChatMessage.of("turn_" + newMessage.id() + "_" + chat.items().size(), role, text, now()));
    }

    private Instant now() {
        return newMessage.createdAt();
    }

    /** What the caller has said, as it will be kept. */
    public ChatMessage newMessage() {
        return newMessage;
    }

    /** Keeps and answers this in place of what the caller has said. */
    public void replaceMessage(String text) {
        newMessage = ChatMessage.of(newMessage.id(), newMessage.role(), text, newMessage.createdAt());
    }
}
