package dev.parley.rtc.dtls;

/** Who starts the handshake: {@code a=setup:active} is the client, {@code passive} the server (RFC 8842 §5). */
public enum DtlsRole {
    CLIENT,
    SERVER
}
