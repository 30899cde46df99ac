package dev.parley.worker.job;

import java.util.Locale;

/**
 * Why a job ended.
 *
 * @param reason for people
 */
public record JobEnd(Kind kind, String reason) {

    /** How a job can end. */
    public enum Kind {
        /** The conversation came to its end. */
        COMPLETED,
        /** The entry point or the session failed. */
        FAILED,
        /** It was told to. */
        SHUTDOWN;

        /** As in metrics and on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static JobEnd failed(String what, Throwable cause) {
        String message = cause.getMessage();
        return new JobEnd(
                Kind.FAILED, what + ": " + cause.getClass().getSimpleName() + (message == null ? "" : ": " + message));
    }
}
