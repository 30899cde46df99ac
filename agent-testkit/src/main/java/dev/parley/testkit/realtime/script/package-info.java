/**
 * What a fake realtime server is told to do: replies, what callers say, pace, limits and faults, all of it data.
 *
 * <p>Start with {@link dev.parley.testkit.realtime.script.RealtimeScript}; {@link
 * dev.parley.testkit.realtime.script.ScriptFile} reads one from a file.
 */
@NullMarked
package dev.parley.testkit.realtime.script;

import org.jspecify.annotations.NullMarked;
