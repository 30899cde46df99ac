/**
 * LiveKit's own language, without agents and without media: messages, access tokens, server API, webhooks.
 *
 * <p>Start with {@link dev.parley.livekit.LiveKitUrl} and {@link dev.parley.livekit.LiveKitCredentials}, which all else takes.
 * The messages are those of {@code src/main/protobuf}, in {@code dev.parley.livekit.proto}.
 */
@NullMarked
package dev.parley.livekit;

import org.jspecify.annotations.NullMarked;
