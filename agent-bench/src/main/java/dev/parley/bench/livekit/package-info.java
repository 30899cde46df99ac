/**
 * Processes that are measured beside LiveKit's own, over a real livekit-server.
 *
 * <p>Start with {@link dev.parley.bench.livekit.RoomTalkers}.
 */
@NullMarked
package dev.parley.bench.livekit;

import org.jspecify.annotations.NullMarked;
