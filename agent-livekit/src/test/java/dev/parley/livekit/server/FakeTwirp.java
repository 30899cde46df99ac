package dev.parley.livekit.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that gives prepared answers and keeps what was asked; the last answer is given again and again. */
final class FakeTwirp implements AutoCloseable {
    static final LiveKitCredentials KEY = new LiveKitCredentials("APIx", "a secret of more than 32 characters");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** An answer; one with status 0 closes the connection, one with status -1 never comes. */
    private record Reply(int status, ByteString body) {}

    record Asked(String method, String path, String type, String authorization, String id, ByteString body) {}

    FakeTwirp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    ApiSettings settings(String basePath) {
        LiveKitUrl url = LiveKitUrl.of("ws://127.0.0.1:" + server.getAddress().getPort() + basePath);
        return ApiSettings.of(url, KEY).withBackOff(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    FakeTwirp answer(Message message) {
        replies.add(new Reply(200, message.toByteString()));
        return this;
    }

    FakeTwirp answer(int status, String body) {
        replies.add(new Reply(status, ByteString.copyFromUtf8(body)));
        return this;
    }

    FakeTwirp hangUp() {
        replies.add(new Reply(0, ByteString.EMPTY));
        return this;
    }

    FakeTwirp stayAway() {
        replies.add(new Reply(-1, ByteString.EMPTY));
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void serve(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                header(exchange, "Content-Type"),
                header(exchange, "Authorization"),
                header(exchange, TwirpClient.REQUEST_ID),
                ByteString.readFrom(exchange.getRequestBody())));
        Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
        if (reply.status() == -1) {
            return;
        }
        if (reply.status() != 0) {
            exchange.sendResponseHeaders(
                    reply.status(), reply.body().isEmpty() ? -1 : reply.body().size());
            reply.body().writeTo(exchange.getResponseBody());
        }
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
