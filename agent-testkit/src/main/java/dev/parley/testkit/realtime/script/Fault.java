package dev.parley.testkit.realtime.script;

import java.time.Duration;

/**
 * Something that goes wrong at a certain event of a connection, once.
 *
 * @param event the type of the event, such as {@code response.output_audio.delta}, as it goes over the wire; of the
 *     server's or the client's
 * @param occurrence at which such event of the connection, from 1
 * @param connection on which connection to the server, from 1; 0 for on each
 */
public record Fault(FaultKind kind, String event, int occurrence, int connection) {
    public Fault {
        if (event.isBlank()) {
            throw new IllegalArgumentException("fault: no event (expected: a type such as response.created)");
        }
        if (occurrence < 1) {
            throw new IllegalArgumentException(
                    "fault at " + event + ": occurrence " + occurrence + " (expected: at least 1)");
        }
        if (connection < 0) {
            throw new IllegalArgumentException(
                    "fault at " + event + ": connection " + connection + " (expected: at least 1, or 0 for each)");
        }
    }

    /** The connection breaks without a word instead of the first such event. */
    public static Fault drop(String event) {
        return at(event, new FaultKind.Drop());
    }

    /** The server closes after the first such event. */
    public static Fault close(String event, int code, String reason) {
        return at(event, new FaultKind.Close(code, reason));
    }

    /** Nothing is sent for a while, from the first such event on. */
    public static Fault stall(String event, Duration time) {
        return at(event, new FaultKind.Stall(time));
    }

    /** The peer is silently gone, from the first such event on. */
    public static Fault halfOpen(String event) {
        return at(event, new FaultKind.HalfOpen());
    }

    /** The first such event is no JSON. */
    public static Fault malformed(String event) {
        return at(event, new FaultKind.Malformed());
    }

    /** The first such event is overtaken by those of this time. */
    public static Fault late(String event, Duration delay) {
        return at(event, new FaultKind.Late(delay));
    }

    /** The first such event comes twice. */
    public static Fault duplicated(String event) {
        return at(event, new FaultKind.Duplicated());
    }

    /** The first such event changes places with the next event. */
    public static Fault outOfOrder(String event) {
        return at(event, new FaultKind.OutOfOrder());
    }

    /** A fault at the first event of this type of each connection. */
    public static Fault at(String event, FaultKind kind) {
        return new Fault(kind, event, 1, 0);
    }

    /** The same, at a later such event. */
    public Fault atOccurrence(int newOccurrence) {
        return new Fault(kind, event, newOccurrence, connection);
    }

    /** The same, on one connection alone. */
    public Fault onConnection(int newConnection) {
        return new Fault(kind, event, occurrence, newConnection);
    }
}
