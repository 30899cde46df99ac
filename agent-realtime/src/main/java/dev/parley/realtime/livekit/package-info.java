/**
 * LiveKit rooms, joined as a server participant.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.LivekitRoom}.
 */
@NullMarked
package dev.parley.realtime.livekit;

import org.jspecify.annotations.NullMarked;
