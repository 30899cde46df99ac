package dev.parley.stt;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import java.util.function.Consumer;

/**
 * The conversation that a recogniser listens to, by which it may tell words that sound alike. Thread-safe. As LiveKit Agents' capability
 * {@code chat_context}; there only new items are told.
 */
public interface Conversation {

    /** One of which nothing is known. */
    static Conversation unknown() {
        return UnknownConversation.INSTANCE;
    }

    /** What was said and done so far, as the agent that talks sees it. */
    ChatContext context();

    /**
     * Tells of each item that is added from now on, by either side, in their order, on the session's thread: the listener must not block. Who
     * registers before it reads {@link #context} misses nothing, but may be told of an item that it knows.
     *
     * @return ends that; idempotent
     */
    Runnable onAdded(Consumer<? super ChatItem> listener);
}
