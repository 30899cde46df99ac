package dev.parley.room;

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
