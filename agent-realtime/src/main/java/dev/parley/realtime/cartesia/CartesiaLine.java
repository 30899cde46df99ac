package dev.parley.realtime.cartesia;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.realtime.pool.PooledConnection;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One WebSocket, which speaks one text at a time. Thread-safe; what it is given is sent in order. */
final class CartesiaLine implements WebSocket.Listener, PooledConnection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<?> sent = new CompletableFuture<>();
    private volatile @Nullable WebSocket socket;
    private volatile boolean ended;
    private volatile Listener listener = Listener.NOBODY;

    /** Who uses the line. Called on the socket's thread. */
    interface Listener {
        Listener NOBODY = new Listener() {
            @Override
            public void onEvent(JsonNode event) {}

            @Override
            public void onFailure(ModelException failure) {}
        };

        void onEvent(JsonNode event);

        void onFailure(ModelException failure);
    }

    CartesiaLine(String name) {
        this.name = name;
    }

    static CompletionStage<CartesiaLine> connect(String name, URI url, Map<String, String> headers) {
        CartesiaLine line = new CartesiaLine(name);
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(CONNECT);
        headers.forEach(builder::header);
        return builder.buildAsync(url, line).handle((socket, failure) -> {
            if (failure != null) {
                throw refused(name, failure);
            }
            return line;
        });
    }

    private static ModelException refused(String name, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof WebSocketHandshakeException)) {
            root = root.getCause();
        }
        return root instanceof WebSocketHandshakeException refusal
                ? ModelStatusException.of(name, refusal.getResponse().statusCode(), "")
                : new ModelConnectionException(name + ": not reached", failure);
    }

    /** From now on tells this one of what comes, and at once of an end that has come already. */
    void use(Listener user) {
        listener = user;
        if (ended) {
            user.onFailure(new ModelConnectionException(name + ": connection lost", null));
        }
    }

    synchronized void send(JsonNode message) {
        WebSocket open = socket;
        if (open != null && !ended) {
            sent = sent.handle((before, failure) -> open)
                    .thenCompose(line -> line.sendText(message.toString(), true))
                    .whenComplete((done, failure) -> onSent(failure));
        }
    }

    private void onSent(@Nullable Throwable failure) {
        if (failure != null && !ended) {
            fail(new ModelConnectionException(name + ": not sent", failure));
        }
    }

    @Override
    public boolean open() {
        return !ended;
    }

    @Override
    public void close() {
        WebSocket open = socket;
        ended = true;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public synchronized void onOpen(WebSocket opened) {
        socket = opened;
        sent = CompletableFuture.completedFuture(opened);
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
        text.append(piece);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            onMessage(whole);
        }
        from.request(1);
        return null;
    }

    private void onMessage(String message) {
        try {
            listener.onEvent(JSON.readTree(message));
        } catch (JsonProcessingException wrong) {
            fail(ModelException.passing(name + ": a message of " + message.length() + " characters (expected: JSON)"));
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        fail(new ModelConnectionException(name + ": closed by the server with " + status, null));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        fail(new ModelConnectionException(name + ": connection lost", failure));
    }

    private void fail(ModelException failure) {
        ended = true;
        listener.onFailure(failure);
    }
}
