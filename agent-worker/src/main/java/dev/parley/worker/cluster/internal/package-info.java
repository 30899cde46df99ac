/**
 * Where calls run, as decisions only: the load board, two-phase reservation and the line of those that wait.
 *
 * <p>Start with {@link dev.parley.worker.cluster.internal.PlacementMachine}.
 */
@NullMarked
package dev.parley.worker.cluster.internal;

import org.jspecify.annotations.NullMarked;
