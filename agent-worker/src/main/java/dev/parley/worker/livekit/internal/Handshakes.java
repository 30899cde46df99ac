package dev.parley.worker.livekit.internal;

import dev.parley.worker.livekit.internal.LinkEvent.Outlook;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says why a WebSocket did not come about, and what to do next. */
final class Handshakes {
    private Handshakes() {}

    /** The server answered, but not with 101. */
    static LinkEvent.SocketLost refused(int status, String reason) {
        String answer = "WebSocket refused: " + status + " " + reason + " (expected: 101)";
        return switch (status) {
            case 401, 403 ->
                new LinkEvent.SocketLost(
                        answer
                                + "; the server knows no such key or secret: check LIVEKIT_API_KEY and LIVEKIT_API_SECRET"
                                + " against its configuration, and the clocks of both machines",
                        Outlook.LASTING);
            case 301, 302, 307, 308 ->
                new LinkEvent.SocketLost(
                        answer + "; it redirects: set LIVEKIT_URL to the address that it redirects to",
                        Outlook.LASTING);
            case 404, 405, 426 ->
                new LinkEvent.SocketLost(
                        answer + "; nothing there speaks LiveKit's agent protocol: check LIVEKIT_URL and its path",
                        Outlook.LASTING);
            case 429 -> new LinkEvent.SocketLost(answer + "; the server wants fewer attempts", Outlook.LASTING);
            default -> new LinkEvent.SocketLost(answer + "; see the server's log", Outlook.PASSING);
        };
    }

    /** The server answered with a page, longer than a server that speaks the protocol has any reason for. */
    static LinkEvent.SocketLost noWebSocket() {
        return new LinkEvent.SocketLost(
                "no WebSocket: the server answers with a page of over " + LinkSocket.MOST_BYTES_OF_A_REFUSAL
                        + " bytes (expected: 101); check LIVEKIT_URL and its path",
                Outlook.LASTING);
    }

    /** Nothing was answered, or the connection failed later. */
    static LinkEvent.SocketLost failed(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return new LinkEvent.SocketLost(
                        "host not found: " + cause.getMessage() + "; check LIVEKIT_URL", Outlook.PASSING);
            } else if (cause instanceof NotSslRecordException) {
                return new LinkEvent.SocketLost(
                        "TLS failed: the server answers without it; check LIVEKIT_URL's scheme", Outlook.PASSING);
            } else if (cause instanceof SSLException) {
                return new LinkEvent.SocketLost(
                        "TLS failed: " + cause.getMessage()
                                + "; check the server's certificate, or LIVEKIT_URL's scheme",
                        Outlook.PASSING);
            } else if (cause instanceof ConnectException) {
                return new LinkEvent.SocketLost(
                        "no connection: " + cause.getMessage() + "; is the server running at LIVEKIT_URL?",
                        Outlook.PASSING);
            }
        }
        String message = problem.getMessage();
        return new LinkEvent.SocketLost(
                "connection failed: " + problem.getClass().getSimpleName() + (message == null ? "" : ": " + message),
                Outlook.PASSING);
    }
}
