/**
 * The peer connection of a LiveKit room: one for all tracks and the data channels, offered by this side.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.media.RoomMedia}.
 */
@NullMarked
package dev.parley.realtime.livekit.media;

import org.jspecify.annotations.NullMarked;
