package dev.parley.testkit.realtime.script;

import java.time.Duration;

/** What goes wrong on a connection. */
public sealed interface FaultKind {

    /** Whether it is about one event of the server's, and so cannot be set off by one of the client's. */
    default boolean changesAnEvent() {
        return false;
    }

    /** The connection breaks without a close frame; the event that sets it off is not sent. */
    record Drop() implements FaultKind {}

    /** The server closes; the event that sets it off is sent before. */
    record Close(int code, String reason) implements FaultKind {
        public Close {
            if (code < 1000 || code > 4999) {
                throw new IllegalArgumentException("close code: " + code + " (expected: 1000 to 4999)");
            }
        }
    }

    /** The server sends no event for a while, then all that it held back at once; it still answers pings. */
    record Stall(Duration time) implements FaultKind {}

    /**
     * The peer is gone and nobody has said so: nothing is sent any more, no ping is answered, and what comes is thrown
     * away.
     */
    record HalfOpen() implements FaultKind {}

    /** The event's text is cut in the middle, so that it is no JSON. */
    record Malformed() implements FaultKind {
        @Override
        public boolean changesAnEvent() {
            return true;
        }
    }

    /** The event comes this much later and is overtaken by those after it. */
    record Late(Duration delay) implements FaultKind {
        @Override
        public boolean changesAnEvent() {
            return true;
        }
    }

    /** The event comes twice. */
    record Duplicated() implements FaultKind {
        @Override
        public boolean changesAnEvent() {
            return true;
        }
    }

    /** The event changes places with the one after it. */
    record OutOfOrder() implements FaultKind {
        @Override
        public boolean changesAnEvent() {
            return true;
        }
    }
}
