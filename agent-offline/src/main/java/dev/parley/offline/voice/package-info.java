/**
 * A voice that is made in this process.
 *
 * <p>Start with {@link dev.parley.offline.voice.OfflineVoice}.
 */
@NullMarked
package dev.parley.offline.voice;

import org.jspecify.annotations.NullMarked;
