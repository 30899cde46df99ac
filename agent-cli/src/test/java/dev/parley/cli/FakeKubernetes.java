package dev.parley.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The one thing that nodes ask Kubernetes' API for: the running pods of a label, 127.0.0.1 and those that follow. */
final class FakeKubernetes implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    static final String TOKEN = "token-of-the-service-account";

    private final HttpsServer server;
    private final Path certificate;
    final List<String> asked = new CopyOnWriteArrayList<>();

    private FakeKubernetes(HttpsServer server, Path certificate, int pods, int port) {
        this.server = server;
        this.certificate = certificate;
        server.createContext("/", exchange -> answer(exchange, pods, port));
        server.start();
    }

    /** So many pods, whose containers have this port. */
    static FakeKubernetes start(Path directory, int pods, int port) throws Exception {
        Path store = directory.resolve("kubernetes.p12");
        Path certificate = directory.resolve("ca.crt");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "api",
                "-dname",
                "CN=kubernetes",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "api",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new FakeKubernetes(server, certificate, pods, port);
    }

    private static void keytool(String... arguments) throws Exception {
        Process keytool = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString()),
                                java.util.Arrays.stream(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    Path certificate() {
        return certificate;
    }

    private void answer(HttpExchange exchange, int pods, int port) throws IOException {
        boolean known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(exchange.getRequestURI().toString());
        byte[] body =
                (known ? podList(pods, port) : "{\"kind\":\"Status\",\"code\":401}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The fields of Kubernetes' PodList that tell of running pods. */
    private static String podList(int pods, int port) {
        return IntStream.rangeClosed(1, pods)
                .mapToObj(pod -> """
                        {"metadata": {"name": "order-desk-%d", "labels": {"app": "order-desk"}},
                         "spec": {"containers": [{"name": "worker", "ports": [{"name": "management", "containerPort": %d}]}]},
                         "status": {"phase": "Running", "podIP": "127.0.0.%d", "containerStatuses":
                           [{"name": "worker", "state": {"running": {}}}]}}
                        """.formatted(pod, port, pod))
                .collect(Collectors.joining(",", "{\"kind\": \"PodList\", \"items\": [", "]}"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
