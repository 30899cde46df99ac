/**
 * Data channels over SCTP (RFC 8831), opened in-band (RFC 8832).
 *
 * <p>Start with {@link dev.parley.rtc.datachannel.DataChannels}.
 */
@NullMarked
package dev.parley.rtc.datachannel;

import org.jspecify.annotations.NullMarked;
