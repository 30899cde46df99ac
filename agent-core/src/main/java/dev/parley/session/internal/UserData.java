package dev.parley.session.internal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A session's own data. Thread-safe: changes come one after the other. Data of a class that was loaded anew since are carried
 * over to the new class when they are next asked for, by the names of their parts.
 */
final class UserData {
    private final String sessionId;
    private volatile Optional<Object> value;

    UserData(String sessionId, Optional<Object> initial) {
        this.sessionId = sessionId;
        this.value = initial;
    }

    <T> T as(Class<T> type) {
        Optional<T> held = value.filter(type::isInstance).map(type::cast);
        return held.orElseGet(() -> carriedOver(type));
    }

    synchronized <T> T update(Class<T> type, UnaryOperator<T> change) {
        T updated = change.apply(as(type));
        value = Optional.of(updated);
        return updated;
    }

    private synchronized <T> T carriedOver(Class<T> type) {
        Object held = value.orElseThrow(() -> refused("none", type, ""));
        if (type.isInstance(held)) {
            return type.cast(held);
        }
        if (!isOtherLoading(held.getClass(), type)) {
            throw refused(held.getClass().getSimpleName(), type, "");
        }
        T carried = convert(held, type);
        value = Optional.of(carried);
        return carried;
    }

    private static boolean isOtherLoading(Class<?> held, Class<?> wanted) {
        return held.getName().equals(wanted.getName()) && !held.equals(wanted);
    }

    private <T> T convert(Object held, Class<T> type) {
        try {
            return Conversion.MAPPER.convertValue(held, type);
        } catch (IllegalArgumentException unfit) {
            // Jackson quotes the values, which may be what people said: only the place is told of.
            String place = unfit.getCause() instanceof JsonMappingException at
                    ? at.getPathReference()
                    : unfit.getClass().getSimpleName();
            throw refused(
                    held.getClass().getSimpleName() + " of earlier code, which does not fit at " + place,
                    type,
                    " as it was");
        }
    }

    private IllegalStateException refused(String held, Class<?> type, String how) {
        return new IllegalStateException("user data of session " + sessionId + ": " + held + " (expected: "
                + type.getSimpleName() + how + "; give it to the session's builder)");
    }

    /** Made when it is first needed, which is when code was reloaded. */
    private static final class Conversion {
        static final ObjectMapper MAPPER = JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}
