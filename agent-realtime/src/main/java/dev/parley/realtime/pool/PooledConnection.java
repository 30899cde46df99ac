package dev.parley.realtime.pool;

/** What a {@link ConnectionPool} keeps. Thread-safe. */
public interface PooledConnection {

    /** Whether it can still be used, as far as is known. */
    boolean open();

    /** Ends it. Idempotent; does not block. */
    void close();
}
