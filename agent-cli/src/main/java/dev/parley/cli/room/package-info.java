/**
 * How the room commands read and print LiveKit's words.
 *
 * <p>Start with {@link dev.parley.cli.room.RoomText}.
 */
@NullMarked
package dev.parley.cli.room;

import org.jspecify.annotations.NullMarked;
