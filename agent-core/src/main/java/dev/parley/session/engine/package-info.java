/**
 * The decisions of a session as a pure function: state and stimulus in, state and effects out. It neither waits nor
 * looks at a clock, so it runs the same under an actor, in a simulation on virtual time and from a journal.
 *
 * <p>Start with {@link dev.parley.session.engine.SessionEngine}; {@link dev.parley.session.engine.Stimulus} is all that
 * can happen to it and {@link dev.parley.session.engine.Effect} all that it can ask for. Applications don't need this
 * package; hosts and test kits do.
 */
@NullMarked
package dev.parley.session.engine;

import org.jspecify.annotations.NullMarked;
