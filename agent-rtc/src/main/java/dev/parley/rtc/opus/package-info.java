/**
 * Opus for speech (RFC 6716, RFC 7587): 48 kHz, mono, frames of 20 ms out; any legal frame in.
 *
 * <p>Start with {@link dev.parley.rtc.opus.OpusCodec}: pure Java by default, the system's libopus if it is there and wanted.
 */
@NullMarked
package dev.parley.rtc.opus;

import org.jspecify.annotations.NullMarked;
