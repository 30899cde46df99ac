/**
 * Opus at 48 kHz mono: the system's libopus where there is one that works, else the same codec in pure Java.
 *
 * <p>Start with {@link dev.parley.rtc.opus.Opus}, which makes encoders and decoders; {@link dev.parley.rtc.opus.OpusPacket}
 * reads what a packet says of itself (RFC 6716 §3).
 */
@NullMarked
package dev.parley.rtc.opus;

import org.jspecify.annotations.NullMarked;
