package dev.parley.realtime.openai.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that speaks OpenAI's HTTP API: notes what it is asked and answers as it is told. Its SDK is satisfied with it. */
final class FakeOpenAi implements AutoCloseable {
    /** The next answer: pieces that are written one by one. */
    record Reply(int status, String type, List<byte[]> pieces) {

        static Reply json(int status, String body) {
            return new Reply(status, "application/json", List.of(body.getBytes(StandardCharsets.UTF_8)));
        }

        static Reply events(String... data) {
            return new Reply(
                    200,
                    "text/event-stream",
                    List.of(data).stream()
                            .map(event -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8))
                            .toList());
        }

        static Reply audio(byte[]... pieces) {
            return new Reply(200, "audio/pcm", List.of(pieces));
        }
    }

    /** What it was asked; the text has a character for each byte. */
    record Asked(String path, String key, String type, String text) {}

    final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    final CompletableFuture<Throwable> lost = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeOpenAi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/", this::answer);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
        try {
            Reply reply = replies.take();
            exchange.getResponseHeaders().add("Content-Type", reply.type());
            exchange.getResponseHeaders().add("x-request-id", "req-7");
            exchange.sendResponseHeaders(reply.status(), 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte[] piece : reply.pieces()) {
                    out.write(piece);
                    out.flush();
                }
            }
        } catch (IOException gone) {
            lost.complete(gone);
            throw gone;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
