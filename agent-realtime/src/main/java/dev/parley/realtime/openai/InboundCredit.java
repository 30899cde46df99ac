package dev.parley.realtime.openai;

import dev.parley.realtime.openai.socket.ModelSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How many events of a socket wait for the session's actor. At {@link #MOST} the socket is not read any more, at half of it
 * again: a server can fill the network's buffers, not ours. Thread-safe.
 */
final class InboundCredit {
    static final int MOST = 1024;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable ModelSocket> socket = new AtomicReference<>();

    void of(ModelSocket read) {
        socket.set(read);
    }

    void given() {
        if (waiting.incrementAndGet() == MOST) {
            ModelSocket read = socket.get();
            if (read != null) {
                read.pauseReading();
            }
        }
    }

    void handled() {
        if (waiting.decrementAndGet() == MOST / 2) {
            ModelSocket read = socket.get();
            if (read != null) {
                read.resumeReading();
            }
        }
    }
}
