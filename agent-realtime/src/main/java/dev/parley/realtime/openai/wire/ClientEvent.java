package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatItem;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeReply;
import java.util.Optional;

/** What a client asks of a server, but for audio, which {@link AppendWriter} writes. */
public sealed interface ClientEvent {

    /**
     * {@code session.update}.
     *
     * @param session as {@link SessionJson} makes it
     */
    record SessionUpdate(ObjectNode session) implements ClientEvent {}

    record InputCommit() implements ClientEvent {}

    record InputClear() implements ClientEvent {}

    /**
     * {@code conversation.item.create}.
     *
     * @param after the item behind which it is put, or {@link #FRONT}; empty for the end of the conversation
     */
    record ItemCreate(ChatItem item, Optional<String> after) implements ClientEvent {
        public static final String FRONT = "root";

        /** At the end of the conversation. */
        public ItemCreate(ChatItem item) {
            this(item, Optional.empty());
        }
    }

    /** A picture that the caller shows. */
    record ImageCreate(RealtimeImage image) implements ClientEvent {}

    record ItemRetrieve(String itemId) implements ClientEvent {}

    record ItemDelete(String itemId) implements ClientEvent {}

    record ItemTruncate(String itemId, long audioEndMs) implements ClientEvent {}

    /**
     * {@code response.create}.
     *
     * @param instructions the whole, the session's as well; empty to leave the session's
     */
    record ResponseCreate(RealtimeReply reply, String instructions) implements ClientEvent {}

    /**
     * {@code response.cancel}.
     *
     * @param responseId empty for the one that is being made
     */
    record ResponseCancel(String responseId) implements ClientEvent {}

    /** Of WebRTC and phone calls only. */
    record OutputBufferClear() implements ClientEvent {}

    /** Anything else, with its type, as it is. */
    record Other(ObjectNode event) implements ClientEvent {}
}
