package dev.parley.session.internal;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.stt.Conversation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session's conversation, as its recognisers are told of it. Thread-safe. */
final class HeardConversation implements Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(HeardConversation.class);

    private final List<Consumer<? super ChatItem>> listeners = new CopyOnWriteArrayList<>();
    private volatile Supplier<ChatContext> newest = ChatContext::empty;

    /** Where it is to be read; empty before. */
    void readFrom(Supplier<ChatContext> context) {
        newest = context;
    }

    @Override
    public ChatContext context() {
        return newest.get();
    }

    @Override
    public Runnable onAdded(Consumer<? super ChatItem> listener) {
        Consumer<ChatItem> own = item -> listener.accept(item); // so that one that registers twice ends each by itself
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void added(ChatItem item) {
        for (Consumer<? super ChatItem> listener : listeners) {
            try {
                listener.accept(item);
            } catch (RuntimeException failure) {
                LOG.warn("A recogniser failed as it was told of [{}]; it goes on without.", item.id(), failure);
            }
        }
    }
}
