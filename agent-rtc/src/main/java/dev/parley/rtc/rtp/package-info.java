/**
 * RTP (RFC 3550) with one-byte header extensions (RFC 8285): reading and writing packets, what was sent, what is missing, and
 * the figures for receiver reports.
 *
 * <p>Start with {@link dev.parley.rtc.rtp.RtpPacket} and {@link dev.parley.rtc.rtp.RtpSender}. Nothing here allocates per
 * packet; everything is confined to one thread.
 */
@NullMarked
package dev.parley.rtc.rtp;

import org.jspecify.annotations.NullMarked;
