package dev.parley.realtime.livekit.signal;

/** Why a socket is no more. */
sealed interface SocketEnd {

    /** For people. */
    String text();

    /** The server does not want us: trying again is no use. */
    record Refused(String text) implements SocketEnd {}

    /** It was not reached, or is gone: another attempt may succeed. */
    record Lost(String text) implements SocketEnd {}
}
