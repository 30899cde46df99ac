/**
 * STUN messages as ICE uses them (RFC 8489 and the attributes of RFC 8445): parse, check, build; no sockets, no state.
 *
 * <p>Start with {@link dev.parley.rtc.stun.StunMessage} for what came and {@link dev.parley.rtc.stun.StunBuilder} for what
 * goes.
 */
@NullMarked
package dev.parley.rtc.stun;

import org.jspecify.annotations.NullMarked;
