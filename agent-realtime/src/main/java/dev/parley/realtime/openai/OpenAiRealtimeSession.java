package dev.parley.realtime.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.realtime.RealtimeSession;

/** A session with what only this protocol has. */
public interface OpenAiRealtimeSession extends RealtimeSession {

    /**
     * Sends any client event as it is, such as {@code conversation.item.retrieve}; not sent while there is no connection.
     *
     * @param event with its {@code type}
     */
    void send(ObjectNode event);
}
