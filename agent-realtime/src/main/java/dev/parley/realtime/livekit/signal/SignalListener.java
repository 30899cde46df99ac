package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.SignalResponse;

/** What a room's connection tells. Called on the room's strand; must not block. */
public interface SignalListener {

    /** In the room. */
    void onJoined(JoinResponse join);

    /** A signal that is not about the connection itself. */
    void onSignal(SignalResponse signal);

    /** The connection broke, and it is tried to come back. */
    void onReconnecting(String why);

    /** In the room again, under a new sid: nothing of the former stay is left at the server. */
    void onRejoined(JoinResponse join);

    /** Over for good. The last call. */
    void onClosed(SignalEnd end);
}
