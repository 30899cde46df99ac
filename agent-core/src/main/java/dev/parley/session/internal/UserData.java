package dev.parley.session.internal;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** A session's own data. Thread-safe: changes come one after the other. */
final class UserData {
    private final String sessionId;
    private volatile Optional<Object> value;

    UserData(String sessionId, Optional<Object> initial) {
        this.sessionId = sessionId;
        this.value = initial;
    }

    <T> T as(Class<T> type) {
        Optional<Object> held = value;
        return held.filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new IllegalStateException("user data of session " + sessionId + ": "
                        + held.map(data -> data.getClass().getSimpleName()).orElse("none") + " (expected: "
                        + type.getSimpleName() + "; give it to the session's builder)"));
    }

    synchronized <T> T update(Class<T> type, UnaryOperator<T> change) {
        T updated = change.apply(as(type));
        value = Optional.of(updated);
        return updated;
    }
}
