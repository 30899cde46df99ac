/**
 * OpenAI's Realtime API, and servers that speak like it, as a realtime model.
 *
 * <p>Start with {@link dev.parley.realtime.openai.OpenAiRealtimeModel}.
 */
@NullMarked
package dev.parley.realtime.openai;

import org.jspecify.annotations.NullMarked;
