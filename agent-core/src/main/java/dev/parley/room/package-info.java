/**
 * Rooms and who is in them, in LiveKit's words.
 *
 * <p>Start with {@link dev.parley.room.Room}, which a {@link dev.parley.room.RoomConnector} joins, and {@link
 * dev.parley.room.Participant}.
 */
@NullMarked
package dev.parley.room;

import org.jspecify.annotations.NullMarked;
