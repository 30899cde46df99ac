package dev.parley.rtc.sctp;

/** What carries packets, usually DTLS. Called on the association's thread; must not block; may lose packets. */
@FunctionalInterface
public interface SctpTransport {
    /** Sends one packet; the array is valid during the call only. */
    void send(byte[] packet, int length);
}
