package dev.parley.session.internal;

/** The newest of a thing, for readers on any thread. */
final class Latest<T> {
    private volatile T value;

    Latest(T initial) {
        value = initial;
    }

    T get() {
        return value;
    }

    void set(T newest) {
        value = newest;
    }
}
