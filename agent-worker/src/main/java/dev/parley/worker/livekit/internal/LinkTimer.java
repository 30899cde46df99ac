package dev.parley.worker.livekit.internal;

/**
 * A timer of the link; starting one that runs starts it anew.
 *
 * @param offer the offer it is for; 0 for those of the link
 */
public record LinkTimer(Kind kind, long offer) {

    /** What a timer is for. */
    public enum Kind {
        RETRY,
        CONNECT,
        REGISTER,
        STATUS,
        PING,
        PONG,
        STABLE,
        REQUEST,
        ASSIGNMENT
    }

    static LinkTimer of(Kind kind) {
        return new LinkTimer(kind, 0);
    }
}
