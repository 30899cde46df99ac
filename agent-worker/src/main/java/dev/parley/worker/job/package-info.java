/**
 * The actors that host calls: supervisor, manager, and one job per call.
 *
 * <p>Start with {@link dev.parley.worker.job.WorkerManager}, which takes calls or refuses them, and {@link
 * dev.parley.worker.job.Call}, what the outside sees of one.
 */
@NullMarked
package dev.parley.worker.job;

import org.jspecify.annotations.NullMarked;
