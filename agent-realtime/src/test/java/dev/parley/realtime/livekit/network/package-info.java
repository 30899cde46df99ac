/**
 * A bad network between a room and its server, for tests.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.network.BadNetwork}.
 */
@NullMarked
package dev.parley.realtime.livekit.network;

import org.jspecify.annotations.NullMarked;
