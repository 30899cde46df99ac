package dev.parley.rtc.dtls;

import dev.parley.rtc.srtp.SrtpKeys;

/** Told what happens, on the session's event loop. */
public interface DtlsListener {
    /** The handshake is done and the other side is who the signalling said. */
    void connected(SrtpKeys keys);

    /** Application data came; the array is valid during the call only. */
    void received(byte[] data, int length);

    /** The other side has said goodbye, or its data could not be read any more. */
    void closed();

    /** The handshake did not succeed; the message says what was wrong. Nothing more comes. */
    void failed(Throwable cause);
}
