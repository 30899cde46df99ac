/**
 * Secure RTP and RTCP (RFC 3711, RFC 7714): encrypts and authenticates packets in place, refuses replays. The transforms are
 * Jitsi's.
 *
 * <p>Start with {@link dev.parley.rtc.srtp.SrtpSession}; its keys come from DTLS (RFC 5764).
 */
@NullMarked
package dev.parley.rtc.srtp;

import org.jspecify.annotations.NullMarked;
