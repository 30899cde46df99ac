package dev.parley.realtime.livekit;

import dev.parley.livekit.proto.DisconnectReason;

/** A room that could not be joined. The text says why and what to do; it holds no token. */
public final class RoomJoinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;

    RoomJoinException(DisconnectReason reason, String text) {
        super(text);
        this.reason = reason;
    }

    /** LiveKit's; {@code JOIN_FAILURE} unless the server gave another. */
    public DisconnectReason reason() {
        return reason;
    }
}
