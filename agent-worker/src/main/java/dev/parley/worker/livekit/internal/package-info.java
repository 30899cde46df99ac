/**
 * The worker's side of LiveKit's agent protocol as a pure state machine, and the WebSocket that carries it.
 *
 * <p>Start with {@link dev.parley.worker.livekit.internal.LinkMachine}.
 */
@NullMarked
package dev.parley.worker.livekit.internal;

import org.jspecify.annotations.NullMarked;
