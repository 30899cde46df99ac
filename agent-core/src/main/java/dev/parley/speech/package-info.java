/**
 * The agent's voice on its way out: sentences, paced playout, and how much of a text has been heard.
 *
 * <p>Start with {@link dev.parley.speech.Playout}.
 */
@NullMarked
package dev.parley.speech;

import org.jspecify.annotations.NullMarked;
