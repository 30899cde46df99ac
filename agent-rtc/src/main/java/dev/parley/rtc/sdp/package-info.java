/**
 * Session descriptions of one bundled transport with Opus sections and at most one for data channels (RFC 8829, RFC 8843).
 *
 * <p>Start with {@link dev.parley.rtc.sdp.SessionDescription}.
 */
@NullMarked
package dev.parley.rtc.sdp;

import org.jspecify.annotations.NullMarked;
