/**
 * From packets that come late, twice, out of order or never, to an even stream of 20 ms frames.
 *
 * <p>Start with {@link dev.parley.rtc.jitter.JitterBuffer}. Bounded at all times; no clock, no thread, nothing allocated per
 * packet.
 */
@NullMarked
package dev.parley.rtc.jitter;

import org.jspecify.annotations.NullMarked;
