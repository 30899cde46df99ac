/**
 * Text on its way to the voice and to the reader: sentences, words, syllables, paragraphs, and what is filtered out of it.
 *
 * <p>Start with {@link dev.parley.text.SentenceTokenizer} and {@link dev.parley.text.TextTransforms}. Everything here works
 * on text that streams in, gives the same whatever the pieces it comes in, and takes time in proportion to its length.
 */
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;
