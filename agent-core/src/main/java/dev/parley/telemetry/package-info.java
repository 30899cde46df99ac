/**
 * OpenTelemetry spans of a session under LiveKit Agents' names.
 *
 * <p>Start with {@link dev.parley.telemetry.SessionTracing}.
 */
@NullMarked
package dev.parley.telemetry;

import org.jspecify.annotations.NullMarked;
