/**
 * Speech to text.
 *
 * <p>Start with {@link dev.parley.stt.SpeechToText}.
 */
@NullMarked
package dev.parley.stt;

import org.jspecify.annotations.NullMarked;
