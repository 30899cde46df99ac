package dev.parley.stt;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import java.util.function.Consumer;

/** For recognisers outside a session. */
enum UnknownConversation implements Conversation {
    INSTANCE;

    @Override
    public ChatContext context() {
        return ChatContext.empty();
    }

    @Override
    public Runnable onAdded(Consumer<? super ChatItem> listener) {
        return () -> {};
    }
}
