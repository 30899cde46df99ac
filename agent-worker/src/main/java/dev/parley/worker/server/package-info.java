/**
 * A whole worker as one object: actors, HTTP and all.
 *
 * <p>Start with {@link dev.parley.worker.server.ParleyServer}.
 */
@NullMarked
package dev.parley.worker.server;

import org.jspecify.annotations.NullMarked;
