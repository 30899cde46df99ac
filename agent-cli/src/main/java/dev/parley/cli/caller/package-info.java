/**
 * Places a call as a caller does: over the caller's WebSocket, in real time.
 *
 * <p>Start with {@link dev.parley.cli.caller.Caller}.
 */
@NullMarked
package dev.parley.cli.caller;

import org.jspecify.annotations.NullMarked;
