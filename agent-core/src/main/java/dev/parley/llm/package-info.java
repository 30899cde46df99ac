/**
 * Language models: what one is asked and what it streams back.
 *
 * <p>Start with {@link dev.parley.llm.LanguageModel}; a request is a {@link dev.parley.llm.ChatRequest}.
 */
@NullMarked
package dev.parley.llm;

import org.jspecify.annotations.NullMarked;
