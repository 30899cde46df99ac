package dev.parley.worker.job;

import dev.parley.room.Participant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody wants a call.
 *
 * @param id letters, digits, dots, hyphens and underscores, at most 64
 * @param metadata a JSON object as text; a LiveKit dispatch's is taken as it is
 * @param line to the room that the call takes place in; empty if the caller comes over HTTP or a WebSocket
 */
public record CallRequest(String id, String metadata, Participant caller, Optional<RoomLine> line) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public CallRequest {
        requireId(id);
    }

    /** A call that doesn't take place in a room. */
    public CallRequest(String id, String metadata, Participant caller) {
        this(id, metadata, caller, Optional.empty());
    }

    /**
     * Checks a call's id.
     *
     * @throws IllegalArgumentException with the rule, if it breaks it
     */
    public static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            String shown = id.length() > 64 ? id.length() + " characters" : id;
            throw new IllegalArgumentException(
                    "call id: " + shown + " (expected: 1 to 64 letters, digits, dots, hyphens or underscores)");
        }
    }
}
