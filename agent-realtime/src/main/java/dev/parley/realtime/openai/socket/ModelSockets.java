package dev.parley.realtime.openai.socket;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Makes sockets. Thread-safe. */
@FunctionalInterface
public interface ModelSockets {

    /**
     * Begins to connect; what comes of it is told.
     *
     * @param url {@code ws} or {@code wss}
     * @param headers of the handshake
     * @param deadline for the handshake
     */
    ModelSocket open(URI url, Map<String, String> headers, Duration deadline, SocketListener listener);
}
