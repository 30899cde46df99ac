package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.SignalResponse;

/** What one socket tells; on the room's strand. */
interface SocketListener {

    void received(SignalResponse signal);

    /** The last call. */
    void ended(SocketEnd end);
}
