package dev.parley.chat;

import java.time.Instant;

/**
 * What a tool call came to.
 *
 * @param callId the {@link FunctionCall} that it answers
 * @param output what the model reads: a plain string, or JSON as text
 * @param error whether the tool failed; the output then says how, for the model
 */
public record FunctionCallOutput(String id, String callId, String name, String output, boolean error, Instant createdAt)
        implements ChatItem {

    /** The same output with another time: when it became part of the conversation. */
    public FunctionCallOutput joinedAt(Instant time) {
        return new FunctionCallOutput(id, callId, name, output, error, time);
    }
}
