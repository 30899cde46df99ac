package dev.parley.session;

import java.util.Locale;

/** Wire names of events, computed once per class. */
final class EventNames {
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return type.getSimpleName().replaceAll("(?<=.)(?=\\p{Lu})", "_").toLowerCase(Locale.ROOT);
        }
    };

    private EventNames() {}

    static String of(Class<?> type) {
        return NAMES.get(type);
    }
}
