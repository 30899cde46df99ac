package dev.parley.realtime.deepgram;

import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A WebSocket's incoming side: whole texts, and its end. */
final class DeepgramSocket implements WebSocket.Listener {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Characters of a message; a result of a minute has some ten thousand. */
    private static final int LONGEST = 1 << 20;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private final Receiver receiver;
    private final StringBuilder text = new StringBuilder();

    /** Who is told. Called on the socket's thread. */
    interface Receiver {
        /** The socket is asked for more when this one can take it. */
        void onText(WebSocket from, String whole);

        /** Anything else that shows that the server is there. */
        void onSign();

        void onClose(int status, String reason);

        void onError(Throwable failure);
    }

    DeepgramSocket(Receiver receiver) {
        this.receiver = receiver;
    }

    /** A connection with the key in its header; a refusal tells neither the key nor the address. */
    static CompletionStage<WebSocket> connect(String name, URI address, String key, WebSocket.Listener listener) {
        return CLIENT.newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .header("Authorization", "Token " + key)
                .buildAsync(address, listener)
                .exceptionally(failure -> {
                    throw refused(name, key, failure);
                });
    }

    private static ModelException refused(String name, String key, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof WebSocketHandshakeException)) {
            root = root.getCause();
        }
        if (root instanceof WebSocketHandshakeException refusal) {
            HttpHeaders headers = refusal.getResponse().headers();
            return ModelStatusException.of(
                    name,
                    refusal.getResponse().statusCode(),
                    headers.firstValue("dg-error").orElse("").replace(key, "***"),
                    headers.firstValue("dg-request-id").orElse(""));
        }
        return new ModelConnectionException(name + ": not reached", failure);
    }

    @Override
    public void onOpen(WebSocket socket) {
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
        text.append(piece);
        if (text.length() > LONGEST) {
            socket.abort();
            receiver.onError(new IOException("a message of more than " + LONGEST + " characters"));
        } else if (last) {
            String whole = text.toString();
            text.setLength(0);
            receiver.onText(socket, whole);
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer piece, boolean last) {
        receiver.onSign();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        receiver.onSign();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        receiver.onSign();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        receiver.onClose(status, reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        receiver.onError(failure);
    }
}
