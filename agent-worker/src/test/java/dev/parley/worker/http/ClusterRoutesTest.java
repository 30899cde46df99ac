package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterRoutesTest {
    private static final int CALLS = 20;

    /** Of sockets that begin a call at once through one node, one begins it and the other joins it there. */
    @Test
    void shouldLetASocketJoinACallOfItsOwnNode() throws Exception {
        TestServer.Echoes echoes = new TestServer.Echoes();
        try (TestServer node = node(echoes)) {
            List<CompletableFuture<SocketCaller>> sockets = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                String path = "/api/calls/same-" + i + "/ws";
                sockets.add(CompletableFuture.supplyAsync(() -> connect(node, path)));
                sockets.add(CompletableFuture.supplyAsync(() -> connect(node, path)));
            }

            for (CompletableFuture<SocketCaller> socket : sockets) {
                socket.get(30, TimeUnit.SECONDS);
            }
            assertThat(echoes.sessions).hasSize(CALLS);
        }
    }

    private static SocketCaller connect(TestServer node, String path) {
        try {
            return SocketCaller.connect(node, path);
        } catch (Exception refused) {
            throw new AssertionError(path, refused);
        }
    }

    private static TestServer node(TestServer.Echoes echoes) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Config config = ConfigFactory.parseString(
                        "parley.cluster { seed-nodes = \"127.0.0.1:" + port + "\", port = " + port + " }")
                .withFallback(TestServer.CONFIG)
                .resolve();
        return TestServer.start(config, echoes, options -> options, HttpOptions.of(config));
    }
}
