package dev.parley.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A caller on a real WebSocket. */
public final class SocketCaller implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What came: a JsonNode per text frame, a byte[] per binary frame. */
    public final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    public final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final boolean reads;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private SocketCaller(boolean reads) {
        this.reads = reads;
    }

    /** A caller that does not read what it is sent. */
    public static SocketCaller connectDeaf(TestServer server, String path) throws Exception {
        return connect(server, path, false);
    }

    /** A caller whose handshake carries these headers: names and values in turn. */
    public static SocketCaller connect(TestServer server, String path, String... headers) throws Exception {
        return connect(server, path, true, headers);
    }

    private static SocketCaller connect(TestServer server, String path, boolean reads, String... headers)
            throws Exception {
        SocketCaller caller = new SocketCaller(reads);
        URI uri = URI.create(server.uri(path).toString().replaceFirst("^http", "ws"));
        WebSocket.Builder handshake = TestServer.client().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            handshake.header(headers[i], headers[i + 1]);
        }
        WebSocket opened = handshake.buildAsync(uri, caller).get(10, TimeUnit.SECONDS);
        caller.socket.complete(opened);
        return caller;
    }

    public SocketCaller send(String json) throws Exception {
        socket.join().sendText(json, true).get(10, TimeUnit.SECONDS);
        return this;
    }

    public SocketCaller send(byte[] pcm) throws Exception {
        socket.join().sendBinary(ByteBuffer.wrap(pcm), true).get(10, TimeUnit.SECONDS);
        return this;
    }

    public void hangUp() throws Exception {
        socket.join().sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
    }

    /** Cuts the line without a word. */
    public void abort() {
        socket.join().abort();
    }

    /** The next event of this type; what comes before it is dropped. */
    public JsonNode await(String type) throws Exception {
        return (JsonNode) await(
                got -> got instanceof JsonNode node
                        && node.path("type").asText().equals(type),
                type);
    }

    public byte[] awaitAudio() throws Exception {
        return (byte[]) await(byte[].class::isInstance, "audio");
    }

    private Object await(Predicate<Object> wanted, String what) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            Object next = received.poll(100, TimeUnit.MILLISECONDS);
            if (next != null && wanted.test(next)) {
                return next;
            }
        }
        throw new AssertionError("received: no " + what + " (expected: one within 10 s)");
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                received.add(JSON.readTree(text.toString()));
            } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
                received.add(malformed);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] pcm = new byte[data.remaining()];
        data.get(pcm);
        received.add(pcm);
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(-1);
    }
}
