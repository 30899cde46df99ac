/**
 * Cartesia's voices, by its WebSocket.
 *
 * <p>Start with {@link dev.parley.realtime.cartesia.CartesiaTextToSpeech}.
 */
@NullMarked
package dev.parley.realtime.cartesia;

import org.jspecify.annotations.NullMarked;
