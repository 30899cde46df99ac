/**
 * Text to speech.
 *
 * <p>Start with {@link dev.parley.tts.TextToSpeech}.
 */
@NullMarked
package dev.parley.tts;

import org.jspecify.annotations.NullMarked;
