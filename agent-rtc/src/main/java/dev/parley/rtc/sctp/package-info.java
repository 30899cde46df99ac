/**
 * SCTP over DTLS as data channels use it (RFC 9260, RFC 8261): reliable and partially reliable messages in many streams.
 *
 * <p>Start with {@link dev.parley.rtc.sctp.SctpAssociation}, a state machine on injected time. It covers: four-way handshake with
 * collision, selective acknowledgement, retransmission, congestion control, FORWARD-TSN (RFC 3758), stream reset (RFC 6525).
 * Left out, for one path inside DTLS has no use for it: multihoming, restart, ECN, authentication chunks.
 */
@NullMarked
package dev.parley.rtc.sctp;

import org.jspecify.annotations.NullMarked;
