/**
 * The signal socket of a LiveKit room: joins, keeps the connection alive, comes back when it breaks.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.signal.SignalClient}; the rules are in
 * {@link dev.parley.realtime.livekit.signal.SignalMachine}.
 */
@NullMarked
package dev.parley.realtime.livekit.signal;

import org.jspecify.annotations.NullMarked;
