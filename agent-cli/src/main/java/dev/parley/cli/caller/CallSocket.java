package dev.parley.cli.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The caller's WebSocket. What comes in waits in a queue of 4096 messages, half a minute and more of them; when it is full
 * the socket is read no further. Sends go one after the other, each with a deadline. Thread-safe.
 */
final class CallSocket implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** The handshake ends when the agent's session is there; the first call of a cold server loads all that it needs. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);

    private static final Duration SEND = Duration.ofSeconds(5);

    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>(4096);
    private final WebSocket socket;

    private CallSocket(WebSocket.Builder builder, URI uri) throws CallException, InterruptedException {
        try {
            socket = builder.buildAsync(uri, new Receiver()).get(HANDSHAKE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failure(uri, Optional.ofNullable(failed.getCause()).orElse(failed));
        } catch (TimeoutException late) {
            throw new CallException(
                    CallException.Kind.UNREACHABLE,
                    uri + ": no call after " + HANDSHAKE.toSeconds()
                            + " s (expected: a server that takes it within that time)",
                    late);
        }
    }

    /** Connects, which starts the call. */
    static CallSocket connect(URI uri, Optional<String> apiKey) throws CallException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        apiKey.ifPresent(key -> builder.header("Authorization", "Bearer " + key));
        return new CallSocket(builder, uri);
    }

    /** The next message within this time. */
    Optional<Incoming> poll(Duration wait) throws InterruptedException {
        return Optional.ofNullable(incoming.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    synchronized void sendAudio(byte[] pcm) throws IOException, InterruptedException {
        await(socket.sendBinary(ByteBuffer.wrap(pcm), true));
    }

    synchronized void sendText(String json) throws IOException, InterruptedException {
        await(socket.sendText(json, true));
    }

    private static void await(CompletableFuture<WebSocket> sent) throws IOException, InterruptedException {
        try {
            sent.get(SEND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("the server takes no more of the call", failed);
        }
    }

    /** Ends the call that this socket started. */
    @Override
    public synchronized void close() {
        try {
            if (!socket.isOutputClosed()) {
                await(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            }
        } catch (IOException alreadyGone) {
            socket.abort();
        } catch (InterruptedException stopped) {
            socket.abort();
            Thread.currentThread().interrupt();
        }
    }

    private static CallException failure(URI uri, Throwable cause) {
        if (cause instanceof WebSocketHandshakeException refused) {
            int status = refused.getResponse().statusCode();
            return new CallException(CallException.Kind.REFUSED, uri + ": refused with " + status + why(status), cause);
        }
        String why = cause instanceof ConnectException || cause instanceof UnresolvedAddressException
                ? "no server answers"
                : cause.toString();
        return new CallException(
                CallException.Kind.UNREACHABLE,
                uri + ": " + why + " (expected: a server); start one: agent-cli dev",
                cause);
    }

    private static String why(int status) {
        return switch (status) {
            case 401, 403 -> " (expected: the server's key); set PARLEY_API_KEY";
            case 503 -> " (expected: a server with room for another call); try again later";
            case 404 -> " (expected: a Parley server); check --url";
            default -> " (expected: 101)";
        };
    }

    /** Something that the server sent. */
    sealed interface Incoming permits Audio, Event, Gone {}

    /** PCM16 LE of the call's rate. */
    record Audio(ByteBuffer pcm, long at) implements Incoming {}

    /** One of the session's events. */
    record Event(JsonNode json, long at) implements Incoming {}

    /** The connection has ended. */
    record Gone(String reason) implements Incoming {}

    /** Puts messages together; called by one thread at a time. */
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                put(parse(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            put(new Audio(copy, System.nanoTime()));
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            put(new Gone("the server closed the connection with " + code + (reason.isEmpty() ? "" : " " + reason)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            put(new Gone("the connection broke: " + error));
        }

        private Incoming parse(String json) {
            try {
                return new Event(Json.MAPPER.readTree(json), System.nanoTime());
            } catch (JsonProcessingException garbled) {
                return new Gone("the server sent what is no JSON");
            }
        }

        private void put(Incoming message) {
            try {
                incoming.put(message);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
