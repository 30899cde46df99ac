/**
 * What is done when a model fails: errors that say whether to try again, the rules of trying again, and groups of models
 * that stand in for each other.
 *
 * <p>A model's client throws a {@link dev.parley.resilience.ModelException}; {@link dev.parley.resilience.ConnectOptions}
 * says how often it is asked again.
 */
@NullMarked
package dev.parley.resilience;

import org.jspecify.annotations.NullMarked;
