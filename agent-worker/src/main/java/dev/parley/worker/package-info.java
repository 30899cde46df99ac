/**
 * What an application gives a worker to host its calls.
 *
 * <p>Start with {@link dev.parley.worker.EntryPoint} and {@link dev.parley.worker.WorkerOptions}; {@code
 * dev.parley.worker.server.ParleyServer} runs them.
 */
@NullMarked
package dev.parley.worker;

import org.jspecify.annotations.NullMarked;
