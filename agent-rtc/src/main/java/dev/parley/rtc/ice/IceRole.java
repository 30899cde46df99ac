package dev.parley.rtc.ice;

/** Who decides which pair is used (RFC 8445 §6.1.1): the offerer controls, unless the other side is a lite agent. */
public enum IceRole {
    CONTROLLING,
    CONTROLLED;

    IceRole opposite() {
        return this == CONTROLLING ? CONTROLLED : CONTROLLING;
    }
}
