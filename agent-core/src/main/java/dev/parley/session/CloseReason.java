package dev.parley.session;

/**
 * Why a session ended.
 *
 * @param detail for people: what went wrong, or empty
 */
public record CloseReason(Kind kind, String detail) {

    /** The kinds of LiveKit Agents' close event. */
    public enum Kind {
        /** The host closed it. */
        USER_INITIATED,
        /** The agent ended the call. */
        TASK_COMPLETED,
        PARTICIPANT_DISCONNECTED,
        /** The job it belongs to was shut down. */
        JOB_SHUTDOWN,
        ERROR
    }

    public static CloseReason of(Kind kind) {
        return new CloseReason(kind, "");
    }
}
