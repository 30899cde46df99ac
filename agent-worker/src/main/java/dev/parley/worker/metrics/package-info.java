/**
 * What a worker counts and measures, for Prometheus.
 *
 * <p>Start with {@link dev.parley.worker.metrics.WorkerMetric}, which lists all of it.
 */
@NullMarked
package dev.parley.worker.metrics;

import org.jspecify.annotations.NullMarked;
