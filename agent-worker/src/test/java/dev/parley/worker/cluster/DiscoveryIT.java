package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes on addresses of their own, which a name server knows under one name. */
@Timeout(180)
class DiscoveryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "nodes.parley.test";

    /** Answers each query for an IPv4 address of the name with three, and any other with none. */
    private static final class NameServer implements AutoCloseable {
        private static final int ADDRESS_TYPE = 1;
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        NameServer() throws IOException {
            Thread thread = new Thread(this::serve, "name-server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            byte[] query = new byte[512];
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(query, query.length);
                try {
                    socket.receive(packet);
                    byte[] answer = answer(Arrays.copyOf(query, packet.getLength()));
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException ended) {
                    if (!socket.isClosed()) {
                        throw new UncheckedIOException(ended);
                    }
                }
            }
        }

        /** RFC 1035, section 4: the question again, then a record for each address. */
        private static byte[] answer(byte[] query) {
            int end = 12;
            while (query[end] != 0) {
                end += query[end] + 1;
            }
            int type = ByteBuffer.wrap(query).getShort(end + 1);
            int addresses = type == ADDRESS_TYPE ? 3 : 0;
            ByteBuffer answer = ByteBuffer.allocate(512)
                    .put(query, 0, 2)
                    .putShort((short) 0x8180)
                    .putShort((short) 1)
                    .putShort((short) addresses)
                    .putInt(0)
                    .put(query, 12, end + 5 - 12);
            for (int i = 1; i <= addresses; i++) {
                answer.putShort((short) 0xc00c)
                        .putShort((short) ADDRESS_TYPE)
                        .putShort((short) 1)
                        .putInt(5)
                        .putShort((short) 4)
                        .put(new byte[] {127, 0, 0, (byte) i});
            }
            return Arrays.copyOf(answer.array(), answer.position());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void shouldFindTheNodesOfAHostName() throws Exception {
        List<TestServer> nodes = new ArrayList<>();
        try (NameServer names = new NameServer()) {
            int port;
            try (ServerSocket any = new ServerSocket(0)) {
                port = any.getLocalPort();
            }
            for (int i = 1; i <= 3; i++) {
                Config config = ConfigFactory.parseString("parley.cluster { host = 127.0.0." + i
                                + ", port = 0, discovery { method = dns, service = " + NAME + ", port = " + port
                                + ", required-nodes = 3 } }, akka.io.dns.async-dns { nameservers = [\"127.0.0.1:"
                                + names.port() + "\"], search-domains = [] }")
                        .withFallback(TestServer.CONFIG)
                        .resolve();
                nodes.add(TestServer.start(config, job -> {}, options -> options, HttpOptions.of(config)));
            }

            for (TestServer node : nodes) {
                await(node, 3);
            }
            assertThat(nodes.get(0).get("/api/cluster").body()).contains("127.0.0.1:", "127.0.0.2:", "127.0.0.3:");
        } finally {
            nodes.forEach(TestServer::close);
        }
    }

    /** Waits for what other nodes are told: there is no event to wait for at this edge. */
    private static void await(TestServer node, int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            int up = 0;
            for (JsonNode row : JSON.readTree(node.get("/api/cluster").body()).path("nodes")) {
                up += row.path("state").asText().equals("up") ? 1 : 0;
            }
            if (up == count) {
                return;
            }
            assertThat(System.nanoTime()).as("60 s for " + count + " nodes").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
