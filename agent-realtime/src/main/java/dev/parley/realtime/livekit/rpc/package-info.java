/**
 * Calls of methods between the participants of a room, both ways: LiveKit's RPC, as packets (version 1) and as text streams
 * (version 2).
 *
 * <p>Start with {@link dev.parley.realtime.livekit.rpc.RpcCaller} and {@link dev.parley.realtime.livekit.rpc.RpcMethods}.
 */
@NullMarked
package dev.parley.realtime.livekit.rpc;

import org.jspecify.annotations.NullMarked;
