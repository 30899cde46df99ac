/**
 * Access tokens: who somebody is in a room and what they may do there, signed with an API secret (JWT, HS256).
 *
 * <p>Start with {@link dev.parley.livekit.token.AccessToken} to make one and {@link dev.parley.livekit.token.TokenVerifier} to
 * read one.
 */
@NullMarked
package dev.parley.livekit.token;

import org.jspecify.annotations.NullMarked;
