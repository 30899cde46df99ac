package dev.parley.worker.job;

import dev.parley.session.CloseReason;
import java.time.Duration;
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

    static JobEnd asked(String reason) {
        return new JobEnd(Kind.SHUTDOWN, reason);
    }

    static JobEnd roomLeft(String reason) {
        return new JobEnd(Kind.SHUTDOWN, "room: left: " + reason);
    }

    static JobEnd sessionClosed(CloseReason reason) {
        Kind kind = reason.kind() == CloseReason.Kind.ERROR ? Kind.FAILED : Kind.COMPLETED;
        String detail = reason.detail().isEmpty() ? "" : ": " + reason.detail();
        return new JobEnd(kind, "session closed (" + reason.kind() + ")" + detail);
    }

    static JobEnd withoutSession() {
        return new JobEnd(
                Kind.FAILED,
                "entry point: returned without a session (expected: a call of job.start before it returns)");
    }

    static JobEnd notStarted(Duration within) {
        return new JobEnd(
                Kind.FAILED,
                "start: not done after " + within.toMillis()
                        + " ms (expected: a started session by then); see parley.worker.timeout");
    }

    static JobEnd crashed() {
        return new JobEnd(Kind.FAILED, "job: stopped before its end; see the log of this worker");
    }

    static JobEnd neverBegan() {
        return new JobEnd(Kind.FAILED, "job: stopped before it began; see the log of this worker");
    }

    static JobEnd failed(String what, Throwable cause) {
        String message = cause.getMessage();
        return new JobEnd(
                Kind.FAILED, what + ": " + cause.getClass().getSimpleName() + (message == null ? "" : ": " + message));
    }
}
