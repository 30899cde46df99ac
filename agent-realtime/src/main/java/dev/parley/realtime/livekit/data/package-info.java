/**
 * What travels through a room's data channel, in the words of an agent: text, bytes, chat, transcriptions, phone keys, calls.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.data.DataPackets}. Nothing here knows how packets travel.
 */
@NullMarked
package dev.parley.realtime.livekit.data;

import org.jspecify.annotations.NullMarked;
