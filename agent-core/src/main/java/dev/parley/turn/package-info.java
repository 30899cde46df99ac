/**
 * Turn taking: when the caller's turn is over and when the caller interrupts.
 *
 * <p>Start with {@link dev.parley.turn.TurnOptions} and {@link dev.parley.turn.UserTurn}.
 */
@NullMarked
package dev.parley.turn;

import org.jspecify.annotations.NullMarked;
