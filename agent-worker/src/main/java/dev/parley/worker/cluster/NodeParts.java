package dev.parley.worker.cluster;

import dev.parley.worker.http.LocalDoor;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a node's actor works with.
 *
 * @param lag how late the actors' threads are
 * @param door completes once this node answers requests
 * @param jobs LiveKit jobs of this node and of others
 * @param given places of calls of which the manager may not have heard yet, by id; used by the actor alone, and kept over its failures
 * @param onDrain done when this node is told to take no more calls
 */
record NodeParts(
        ClusterOptions options,
        JobEnvironment environment,
        ClusterView view,
        Supplier<Duration> lag,
        CompletableFuture<LocalDoor> door,
        ClusterJobs jobs,
        Map<String, JobSlots.Reservation> given,
        Runnable onDrain) {}
