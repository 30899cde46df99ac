/**
 * The worker as a LiveKit agent: registered with servers, which offer it jobs.
 *
 * <p>Start with {@link dev.parley.worker.livekit.LivekitLink}, the actor of one server.
 */
@NullMarked
package dev.parley.worker.livekit;

import org.jspecify.annotations.NullMarked;
