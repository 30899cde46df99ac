/**
 * Deepgram's recogniser, by its WebSocket.
 *
 * <p>Start with {@link dev.parley.realtime.deepgram.DeepgramSpeechToText}.
 */
@NullMarked
package dev.parley.realtime.deepgram;

import org.jspecify.annotations.NullMarked;
