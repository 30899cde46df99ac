/**
 * A conversation between one caller and an agent, as its host and its tools see it.
 *
 * <p>Start with {@link dev.parley.session.AgentSession}; what happens in it is told by {@link
 * dev.parley.session.SessionEvent}s. Sessions are made by {@code dev.parley.Parley}.
 */
@NullMarked
package dev.parley.session;

import org.jspecify.annotations.NullMarked;
