/**
 * The ways in: calls over HTTP, the caller's WebSocket, events, and the page.
 *
 * <p>Start with {@link dev.parley.worker.http.HttpApi}.
 */
@NullMarked
package dev.parley.worker.http;

import org.jspecify.annotations.NullMarked;
