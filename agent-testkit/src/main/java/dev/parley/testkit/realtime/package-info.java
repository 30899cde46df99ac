/**
 * A fake of OpenAI's Realtime API that is honest: it hears the audio that it is sent, cuts what it is told to cut, and says no
 * where the service does.
 *
 * <p>Start with {@link dev.parley.testkit.realtime.FakeRealtimeServer}; what it says is a {@link
 * dev.parley.testkit.realtime.script.RealtimeScript}.
 */
@NullMarked
package dev.parley.testkit.realtime;

import org.jspecify.annotations.NullMarked;
