/**
 * The Realtime protocol's events in both directions, as JSON texts and as records; GA names out, GA and older names in. Formats
 * are those of OpenAI's API reference for the Realtime API.
 *
 * <p>Start with {@link dev.parley.realtime.openai.wire.ServerEventReader} and {@link
 * dev.parley.realtime.openai.wire.ClientEventWriter}.
 */
@NullMarked
package dev.parley.realtime.openai.wire;

import org.jspecify.annotations.NullMarked;
