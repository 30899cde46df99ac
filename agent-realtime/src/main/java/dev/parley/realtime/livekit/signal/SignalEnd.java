package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.DisconnectReason;

/**
 * Why a room's connection is over.
 *
 * @param reason LiveKit's; {@code JOIN_FAILURE} if the room was never joined, {@code SIGNAL_CLOSE} if it could not be joined again
 * @param text for people: what happened, and what to do about it if that is known
 */
public record SignalEnd(DisconnectReason reason, String text) {}
