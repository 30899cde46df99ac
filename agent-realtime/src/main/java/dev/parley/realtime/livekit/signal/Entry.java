package dev.parley.realtime.livekit.signal;

/** How a socket comes into the room. */
enum Entry {
    /** For the first time. */
    JOIN,
    /** Goes on with the stay that the last socket had: same sid, same tracks, same media connection. */
    RESUME,
    /** From the start, after the server gave the last stay up. */
    REJOIN
}
