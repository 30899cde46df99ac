package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.LeaveRequest;
import java.util.EnumSet;
import java.util.Set;

/** What the server wants of us when it says leave: {@code LeaveRequest} with its action and reason. */
enum LeaveOrder {
    /** Leave for good. */
    END,
    /** Open the signals again and go on. */
    RESUME,
    /** Join anew. */
    REJOIN;

    /** Whatever else the server says, these are the end: coming back would undo what somebody wanted. */
    private static final Set<DisconnectReason> FINAL = EnumSet.of(
            DisconnectReason.CLIENT_INITIATED,
            DisconnectReason.DUPLICATE_IDENTITY,
            DisconnectReason.PARTICIPANT_REMOVED,
            DisconnectReason.ROOM_DELETED,
            DisconnectReason.ROOM_CLOSED,
            DisconnectReason.USER_UNAVAILABLE,
            DisconnectReason.USER_REJECTED);

    static LeaveOrder of(LeaveRequest leave) {
        if (FINAL.contains(leave.getReason())) {
            return END;
        }
        return switch (leave.getAction()) {
            case RESUME -> RESUME;
            case RECONNECT, UNRECOGNIZED -> REJOIN;
            // Servers of older protocols know no actions.
            case DISCONNECT -> leave.getCanReconnect() ? REJOIN : END;
        };
    }
}
