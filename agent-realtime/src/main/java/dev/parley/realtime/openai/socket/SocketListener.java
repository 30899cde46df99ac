package dev.parley.realtime.openai.socket;

/** Takes what comes of a socket, on its thread, one call at a time; must not block. */
public interface SocketListener {

    /** The handshake is over. */
    void opened();

    /** A whole text in UTF-8. The bytes are the socket's, and good until this returns. */
    void text(byte[] bytes, int offset, int length);

    void ponged();

    /**
     * It is over, or never began.
     *
     * @param status of the handshake's answer, if it was refused; else 0
     * @param text for people
     */
    void ended(int status, String text);
}
