package dev.parley.realtime.livekit.rpc;

import java.util.OptionalInt;

/** What calls need to know of the room. Used on the room's strand only. */
public interface RpcPeers {

    /** {@code client_protocol} of somebody in the room; empty for others. From 1 on calls go as text streams. */
    OptionalInt clientProtocol(String identity);

    /** Whether the server forwards calls: LiveKit's does from 1.8 on. */
    boolean serverForwardsCalls();
}
