package dev.parley.realtime.livekit.stream;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that many may take from and must give back. Thread-safe. */
final class UnreadBytes {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    UnreadBytes(long limit) {
        this.limit = limit;
    }

    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
