/**
 * Who and what is in a LiveKit room, as the server's signals tell it; pure data and pure functions.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.room.RoomState} and {@link dev.parley.realtime.livekit.room.RoomEvent}.
 */
@NullMarked
package dev.parley.realtime.livekit.room;

import org.jspecify.annotations.NullMarked;
