/**
 * RTCP (RFC 3550 §6) and generic NACK (RFC 4585 §6.2.1): parse and print compound packets, say when the next report is due.
 *
 * <p>Start with {@link dev.parley.rtc.rtcp.RtcpPacket} and {@link dev.parley.rtc.rtcp.RtcpCodec}.
 */
@NullMarked
package dev.parley.rtc.rtcp;

import org.jspecify.annotations.NullMarked;
