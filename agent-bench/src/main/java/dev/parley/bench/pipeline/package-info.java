/**
 * Calls of recogniser, language model and voice, all three scripted: what a session costs by itself, beside LiveKit Agents with
 * equally scripted models.
 *
 * <p>Start with {@link dev.parley.bench.pipeline.Pipeline}, which runs the clients and prints a table.
 */
@NullMarked
package dev.parley.bench.pipeline;

import org.jspecify.annotations.NullMarked;
