/**
 * Speech recognition by a grammar: what the grammar can't say is not understood.
 *
 * <p>Start with {@link dev.parley.offline.recognition.GrammarRecognizer}.
 */
@NullMarked
package dev.parley.offline.recognition;

import org.jspecify.annotations.NullMarked;
