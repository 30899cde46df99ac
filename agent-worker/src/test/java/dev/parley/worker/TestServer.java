package dev.parley.worker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.provider.Models;
import dev.parley.worker.server.ParleyServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A worker on an ephemeral port, with what a caller needs. */
public final class TestServer implements AutoCloseable {
    public static final Config CONFIG = ConfigFactory.load();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public final ParleyServer server;

    private TestServer(ParleyServer server) {
        this.server = server;
    }

    /** An entry point that starts echo sessions and keeps them by their call's id. */
    public static final class Echoes implements EntryPoint {
        public final Map<String, EchoSession> sessions = new ConcurrentHashMap<>();

        public EchoSession session(String id) {
            return Objects.requireNonNull(sessions.get(id), id);
        }

        @Override
        public void run(JobContext job) {
            EchoSession session = new EchoSession(job.id(), job.system());
            sessions.put(job.id(), session);
            job.start(session);
        }
    }

    public static TestServer start(EntryPoint entryPoint) throws Exception {
        return start(entryPoint, options -> options, HttpOptions.of(CONFIG));
    }

    public static TestServer start(
            EntryPoint entryPoint, UnaryOperator<WorkerOptions.Builder> options, HttpOptions http) throws Exception {
        return start(CONFIG, entryPoint, options, http);
    }

    /** With a whole configuration of the test's own. */
    public static TestServer start(
            Config config, EntryPoint entryPoint, UnaryOperator<WorkerOptions.Builder> options, HttpOptions http)
            throws Exception {
        WorkerOptions worker = options.apply(
                        WorkerOptions.builder(config, entryPoint).models(noModels()))
                .build();
        return new TestServer(ParleyServer.start(config, worker, http.withPort(0))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS));
    }

    /** Models that no echo session touches. */
    public static Models noModels() {
        return TestModels.NONE;
    }

    /** PCM16 that is no silence. */
    public static byte[] sound(int bytes) {
        byte[] pcm = new byte[bytes];
        java.util.Arrays.fill(pcm, (byte) 7);
        return pcm;
    }

    public URI uri(String path) {
        return server.uri().resolve(path);
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    public HttpResponse<String> post(String path, String json) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> post(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public HttpResponse<String> postPcm(String path, byte[] pcm) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(pcm)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public static HttpClient client() {
        return CLIENT;
    }

    @Override
    public void close() {
        server.shutdown(Duration.ofMillis(100))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
