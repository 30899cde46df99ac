/**
 * Sessions at work: the actor that carries out what the engine decides, and the streams it owns.
 *
 * <p>Start with {@link dev.parley.session.internal.SessionActor}.
 */
@NullMarked
package dev.parley.session.internal;

import org.jspecify.annotations.NullMarked;
