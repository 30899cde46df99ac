/**
 * LiveKit rooms, joined as a server participant.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.data.DataPackets}.
 */
@NullMarked
package dev.parley.realtime.livekit;

import org.jspecify.annotations.NullMarked;
