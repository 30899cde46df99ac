package dev.parley.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** Serves the page's own files as the worker does, and nothing behind them: what a call says is scripted by the test. */
final class PageFiles implements AutoCloseable {

    private static final String ROOT = "/dev/parley/worker/page/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

    private final HttpServer server;
    private final Optional<String> key;

    private PageFiles(HttpServer server, Optional<String> key) {
        this.server = server;
        this.key = key;
        server.createContext("/", this::serve);
        server.start();
    }

    static PageFiles open() {
        return new PageFiles(bind(), Optional.empty());
    }

    /** Only the page's files are answered without this key. */
    static PageFiles guardedBy(String key) {
        return new PageFiles(bind(), Optional.of(key));
    }

    private static HttpServer bind() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("port: none to be had on loopback", e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/worker") || path.startsWith("/api/")) {
            answer(exchange, path);
            return;
        }
        String file = path.equals("/") ? "index.html" : path.substring(1);
        try (InputStream content = PageFiles.class.getResourceAsStream(ROOT + file)) {
            if (content == null) {
                send(exchange, 404, "text/plain", new byte[0]);
            } else {
                String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
                send(exchange, 200, type, content.readAllBytes());
            }
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (key.isPresent() && !("Bearer " + key.get()).equals(authorization)) {
            json(
                    exchange,
                    401,
                    "{\"error\":\"unauthorized\",\"detail\":\"key: none (expected: Authorization: Bearer)\"}");
        } else if (path.equals("/worker")) {
            json(exchange, 200, "{\"agent_name\":\"order-desk\"}");
        } else {
            json(
                    exchange,
                    503,
                    "{\"error\":\"no room\",\"detail\":\"calls: 5 (expected: at most 4 more); try again in 3 s.\"}");
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, "application/json", body.getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
