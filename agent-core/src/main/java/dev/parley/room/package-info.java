/**
 * Who takes part in a call, in LiveKit's words.
 *
 * <p>Start with {@link dev.parley.room.Participant}.
 */
@NullMarked
package dev.parley.room;

import org.jspecify.annotations.NullMarked;
