/**
 * Finds and keeps a path to the other peer: a full ICE agent (RFC 8445) with consent freshness (RFC 7675), for one stream over
 * one UDP socket.
 *
 * <p>Start with {@link dev.parley.rtc.ice.IceAgent}, a state machine on injected time: it owns no socket and no thread.
 */
@NullMarked
package dev.parley.rtc.ice;

import org.jspecify.annotations.NullMarked;
