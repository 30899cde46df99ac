package dev.parley.room;

import dev.parley.session.CallerLine;
import java.util.Map;

/** Somebody in a call. Thread-safe. */
public interface Participant {

    /** Unique within the call. */
    String identity();

    /** The name for people, empty if none was given. */
    String name();

    Kind kind();

    /** What its side says about it, such as a phone number under {@code sip.phoneNumber}. */
    Map<String, String> attributes();

    /** By what way this one hears. Those who called in have the attribute of the dispatch rule that let them, {@code sip.ruleID}. */
    default CallerLine line() {
        boolean calledIn = !attributes().getOrDefault("sip.ruleID", "").isEmpty();
        return kind() == Kind.SIP && !calledIn ? CallerLine.OUTBOUND_PHONE : CallerLine.OTHER;
    }

    /** LiveKit's kinds of participants. */
    enum Kind {
        /** A person with a browser or an application. */
        STANDARD,
        INGRESS,
        EGRESS,
        /** A person on a phone line. */
        SIP,
        AGENT,
        CONNECTOR
    }
}
