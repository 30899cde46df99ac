/**
 * A WebRTC audio peer in pure Java. Each layer is a package of its own and can be read and used alone.
 *
 * <p>From the wire up: {@code stun} and {@code ice} find a path, {@code dtls} and {@code srtp} make it private, {@code rtp} and
 * {@code rtcp} carry media over it, {@code opus} and {@code jitter} turn that into sound, {@code sctp} and
 * {@code datachannel} carry messages, {@code sdp} describes it all.
 */
@NullMarked
package dev.parley.rtc;

import org.jspecify.annotations.NullMarked;
