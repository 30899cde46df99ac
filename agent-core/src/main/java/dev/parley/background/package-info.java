/**
 * Sounds behind an agent's voice: the room it sits in, its typing while it thinks.
 *
 * <p>Start with {@link dev.parley.background.BackgroundAudioPlayer}.
 */
@NullMarked
package dev.parley.background;

import org.jspecify.annotations.NullMarked;
