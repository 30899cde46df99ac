package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.JoinRequest;

/** What a room is entered with; asked for at each attempt, on the room's strand. */
public interface JoinRequests {

    /** For a new stay, with a new media connection. */
    JoinRequest join();

    /** For the stay that there was: its sid, and no media; that is restored when the signals are back. */
    JoinRequest resume();
}
