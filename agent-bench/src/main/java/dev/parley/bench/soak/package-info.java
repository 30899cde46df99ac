/**
 * Long runs against a real LiveKit server whose memory, threads and sockets must stay flat.
 *
 * <p>Start with {@link dev.parley.bench.soak.JoinsAndLeaves} and {@link dev.parley.bench.soak.TalkingRooms}; both need what
 * {@code bin/test-tools} installs.
 */
@NullMarked
package dev.parley.bench.soak;

import org.jspecify.annotations.NullMarked;
