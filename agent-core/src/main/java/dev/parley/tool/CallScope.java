package dev.parley.tool;

/** Something that lasts until it is closed, or its call has ended. Closing twice changes nothing. Thread-safe. */
public interface CallScope extends AutoCloseable {
    @Override
    void close();
}
