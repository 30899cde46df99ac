/**
 * How a realtime session is configured: what the model is told, where it is, what the connection may take.
 *
 * <p>Start with {@link dev.parley.realtime.openai.settings.SessionSettings} and {@link
 * dev.parley.realtime.openai.settings.Endpoint}.
 */
@NullMarked
package dev.parley.realtime.openai.settings;

import org.jspecify.annotations.NullMarked;
