package dev.parley.worker.cluster;

import dev.parley.worker.http.LocalDoor;
import dev.parley.worker.job.JobEnvironment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a node's actor works with.
 *
 * @param lag how late the actors' threads are
 * @param door completes once this node answers requests
 * @param jobs LiveKit jobs of this node and of others
 * @param onDrain done when this node is told to take no more calls
 */
record NodeParts(
        ClusterOptions options,
        JobEnvironment environment,
        ClusterView view,
        Supplier<Duration> lag,
        CompletableFuture<LocalDoor> door,
        ClusterJobs jobs,
        Runnable onDrain) {}
