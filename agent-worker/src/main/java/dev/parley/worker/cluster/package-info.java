/**
 * One pool of places over many nodes: joins the cluster, places calls where there is room, and carries what is asked of a call to the
 * node that runs it.
 *
 * <p>Start with {@link dev.parley.worker.cluster.ClusterOptions} and {@link dev.parley.worker.cluster.ClusterPool}. A worker without
 * seed nodes loads none of it.
 */
@NullMarked
package dev.parley.worker.cluster;

import org.jspecify.annotations.NullMarked;
