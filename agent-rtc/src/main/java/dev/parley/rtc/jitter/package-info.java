/**
 * From RTP packets that come when they like to 20 ms of sound whenever asked: a bounded, adaptive jitter buffer for Opus.
 *
 * <p>Start with {@link dev.parley.rtc.jitter.JitterBuffer}. Inside, {@code ArrivalModel} measures the network,
 * {@code Timeline} decides what is due, {@code Renderer} makes sound of it.
 */
@NullMarked
package dev.parley.rtc.jitter;

import org.jspecify.annotations.NullMarked;
