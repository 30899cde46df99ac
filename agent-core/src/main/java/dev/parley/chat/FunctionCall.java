package dev.parley.chat;

import java.time.Instant;

/**
 * A model's request to run a tool.
 *
 * @param callId the model's own id of the call; pairs it with its {@link FunctionCallOutput}
 * @param name the tool
 * @param arguments a JSON object as text, as the model wrote it
 */
public record FunctionCall(String id, String callId, String name, String arguments, Instant createdAt)
        implements ChatItem {

    /** The same call with another time: when it became part of the conversation. */
    public FunctionCall joinedAt(Instant time) {
        return new FunctionCall(id, callId, name, arguments, time);
    }
}
