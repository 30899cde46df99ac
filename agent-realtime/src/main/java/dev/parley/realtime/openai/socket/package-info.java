/**
 * Sockets to models: text over WebSocket, hundreds of them on two threads.
 *
 * <p>Start with {@link dev.parley.realtime.openai.socket.ModelSockets}.
 */
@NullMarked
package dev.parley.realtime.openai.socket;

import org.jspecify.annotations.NullMarked;
