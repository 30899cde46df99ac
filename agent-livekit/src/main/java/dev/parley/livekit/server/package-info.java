/**
 * Clients of a LiveKit server's API: rooms and who is in them, dispatches of agents, phone lines.
 *
 * <p>Start with {@link dev.parley.livekit.server.LiveKitApi}. Requests and answers are protobuf over HTTP
 * (<a href="https://twitchtv.github.io/twirp/docs/spec_v7.html">Twirp 7</a>); what goes wrong is a
 * {@link dev.parley.livekit.server.TwirpException}.
 */
@NullMarked
package dev.parley.livekit.server;

import org.jspecify.annotations.NullMarked;
