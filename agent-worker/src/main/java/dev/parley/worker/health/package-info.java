/**
 * Whether a worker is well, for load balancers and people.
 *
 * <p>Start with {@link dev.parley.worker.health.HealthServer}.
 */
@NullMarked
package dev.parley.worker.health;

import org.jspecify.annotations.NullMarked;
