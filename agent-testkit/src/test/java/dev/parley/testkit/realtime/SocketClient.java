package dev.parley.testkit.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bare client: sends texts, keeps what comes. Its last entry is how the connection ended: {@code close 1001 why}, with 1006 if there was no close frame. */
final class SocketClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private SocketClient(URI uri, List<String> headers) throws Exception {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < headers.size(); i += 2) {
            builder.header(headers.get(i), headers.get(i + 1));
        }
        socket = builder.buildAsync(uri, new Listener()).get(20, TimeUnit.SECONDS);
    }

    /** Connects with a key and further headers, names and values in turn. */
    static SocketClient open(FakeRealtimeServer server, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer sk-test"));
        all.addAll(List.of(headers));
        return new SocketClient(URI.create(server.url() + "?model=gpt-realtime"), all);
    }

    static SocketClient openAt(URI uri, String... headers) throws Exception {
        return new SocketClient(uri, List.of(headers));
    }

    void send(String json) throws Exception {
        socket.sendText(json.replace('\'', '"'), true).get(20, TimeUnit.SECONDS);
    }

    /** The next text as it came, or how the connection ended. */
    String next() throws InterruptedException {
        return next(DEADLINE).orElseThrow(() -> new AssertionError("nothing came within " + DEADLINE));
    }

    Optional<String> next(Duration deadline) throws InterruptedException {
        return Optional.ofNullable(texts.poll(deadline.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The next event of this type; those before it are dropped. */
    JsonNode await(String type) throws Exception {
        while (true) {
            String text = next();
            if (!text.startsWith("{")) {
                throw new AssertionError(text + " (expected: " + type + ")");
            }
            JsonNode event = parse(text);
            if (event.path("type").asText().equals(type)) {
                return event;
            }
        }
    }

    /** Types of the events up to and with this one, or up to the connection's end. */
    List<String> typesUntil(String last) throws Exception {
        List<String> types = new ArrayList<>();
        while (true) {
            String text = next();
            types.add(text.startsWith("{") ? parse(text).path("type").asText() : text);
            if (!text.startsWith("{") || types.get(types.size() - 1).equals(last)) {
                return types;
            }
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            return JSON.createObjectNode().put("type", "malformed");
        }
    }

    /** Whether a ping is answered in time. */
    boolean ping(Duration deadline) throws Exception {
        socket.sendPing(ByteBuffer.wrap(new byte[] {1})).get(20, TimeUnit.SECONDS);
        return pongs.poll(deadline.toMillis(), TimeUnit.MILLISECONDS) != null;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                texts.add(parts.toString());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
            pongs.add("pong");
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            texts.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            texts.add("broken");
        }
    }
}
