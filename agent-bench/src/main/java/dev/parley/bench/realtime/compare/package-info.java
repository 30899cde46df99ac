/**
 * Parley beside its peers and the floor in one run: a mock of the model's server, the clients one after the other, and one
 * table of what they cost and how late they were.
 *
 * <p>Start with {@link dev.parley.bench.realtime.compare.Compare}.
 */
@NullMarked
package dev.parley.bench.realtime.compare;

import org.jspecify.annotations.NullMarked;
