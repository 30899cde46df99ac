package dev.parley.realtime.openai.link;

/**
 * How a socket ended.
 *
 * @param status of the handshake's answer, if it was refused; else 0
 * @param text for people
 */
public record SocketEnd(int status, String text) {

    public static SocketEnd refused(int status, String text) {
        return new SocketEnd(status, text);
    }

    public static SocketEnd lost(String text) {
        return new SocketEnd(0, text);
    }

    /** Whether another attempt would be refused as well. */
    boolean isFinal() {
        return status >= 400 && status < 500 && status != 408 && status != 409 && status != 425 && status != 429;
    }
}
