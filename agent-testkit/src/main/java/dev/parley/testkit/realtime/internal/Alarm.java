package dev.parley.testkit.realtime.internal;

/**
 * A wait of the machine's.
 *
 * @param id of the response for {@link Kind#OUTPUT}; else empty
 */
public record Alarm(Kind kind, String id) {

    /** What is waited for. */
    public enum Kind {
        /** The longest time a session may last. */
        SESSION_END,
        /** The user's next words, while nobody speaks. */
        IDLE,
        /** The next output of a response. */
        OUTPUT
    }

    static Alarm sessionEnd() {
        return new Alarm(Kind.SESSION_END, "");
    }

    static Alarm idle() {
        return new Alarm(Kind.IDLE, "");
    }

    static Alarm output(String responseId) {
        return new Alarm(Kind.OUTPUT, responseId);
    }
}
