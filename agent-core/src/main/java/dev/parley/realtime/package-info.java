/**
 * Speech-to-speech models: what one can do, what it is told, and what it tells.
 *
 * <p>Start with {@link dev.parley.realtime.RealtimeModel}; what comes back is a {@link dev.parley.realtime.RealtimeEvent}.
 * {@link dev.parley.realtime.RealtimeModelFallbackAdapter} lets several stand in for each other.
 */
@NullMarked
package dev.parley.realtime;

import org.jspecify.annotations.NullMarked;
