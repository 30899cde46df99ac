/**
 * Voice activity: where in a caller's audio speech starts and ends.
 *
 * <p>Start with {@link dev.parley.vad.VoiceActivityDetector}, which opens a {@link dev.parley.vad.VadStream} for each
 * call.
 */
@NullMarked
package dev.parley.vad;

import org.jspecify.annotations.NullMarked;
