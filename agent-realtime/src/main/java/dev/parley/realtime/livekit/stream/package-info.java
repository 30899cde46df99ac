/**
 * Texts and files that travel through a room's data channel in pieces: LiveKit's data streams, in and out.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.stream.IncomingStreams} and
 * {@link dev.parley.realtime.livekit.stream.OutgoingStreams}. Nothing here knows how packets travel.
 */
@NullMarked
package dev.parley.realtime.livekit.stream;

import org.jspecify.annotations.NullMarked;
