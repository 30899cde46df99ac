/**
 * One connection to a fake realtime server as a machine without clock, thread or socket.
 *
 * <p>Start with {@link dev.parley.testkit.realtime.internal.RealtimeMachine}.
 */
@NullMarked
package dev.parley.testkit.realtime.internal;

import org.jspecify.annotations.NullMarked;
