package dev.parley.realtime.livekit.stream;

/** Why a stream ended before it was complete, or could not be sent. What came before holds. */
public final class StreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What went wrong. */
    public enum Reason {
        /** The sender gave up; the text is the sender's. */
        ABORTED,
        /** Pieces are missing, or it is not of the length that was announced. */
        INCOMPLETE,
        /** The sender left the room, or this side did. */
        DISCONNECTED,
        /** No piece came for too long. */
        TIMED_OUT,
        /** More was to be kept than the limits allow, since it is read, or sent, too slowly. */
        TOO_MUCH,
        /** It is closed, or is being read already. */
        CLOSED
    }

    private StreamFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    static StreamFailure aborted(String why) {
        return new StreamFailure(Reason.ABORTED, "stream: aborted by its sender: " + why);
    }

    static StreamFailure missing(long chunk) {
        return new StreamFailure(
                Reason.INCOMPLETE, "stream: chunk " + chunk + " is missing (expected: every chunk before the trailer)");
    }

    static StreamFailure length(long bytes, long announced) {
        return new StreamFailure(
                Reason.INCOMPLETE,
                "stream: " + bytes + " bytes (expected: " + announced + ", as its header had announced)");
    }

    static StreamFailure disconnected(String who) {
        return new StreamFailure(Reason.DISCONNECTED, "stream: " + who + " before its end");
    }

    static StreamFailure silent(String after) {
        return new StreamFailure(Reason.TIMED_OUT, "stream: nothing came for " + after + " (expected: the next piece)");
    }

    static StreamFailure tooMuchUnread(String limit) {
        return new StreamFailure(
                Reason.TOO_MUCH, "stream: more than " + limit + " unread bytes (expected: a reader that keeps up)");
    }

    static StreamFailure longerThan(long limit) {
        return new StreamFailure(
                Reason.TOO_MUCH, "stream: longer than " + limit + " bytes (expected: at most that to be read whole)");
    }

    static StreamFailure tooMuchUnsent(long limit) {
        return new StreamFailure(
                Reason.TOO_MUCH,
                "stream: more than " + limit + " bytes to send (expected: to wait for what write returns)");
    }

    static StreamFailure closed() {
        return new StreamFailure(Reason.CLOSED, "stream: closed (expected: no further pieces)");
    }

    static StreamFailure readTwice() {
        return new StreamFailure(Reason.CLOSED, "stream: read already (expected: one reader)");
    }
}
