/**
 * What a cluster costs beside a worker on its own.
 *
 * <p>Start with {@link dev.parley.bench.cluster.ClusterCost}.
 */
@NullMarked
package dev.parley.bench.cluster;

import org.jspecify.annotations.NullMarked;
