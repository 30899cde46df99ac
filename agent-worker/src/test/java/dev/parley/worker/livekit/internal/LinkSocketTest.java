package dev.parley.worker.livekit.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import dev.parley.livekit.proto.RegisterWorkerRequest;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One socket against a server that does next to nothing. */
@Timeout(30)
class LinkSocketTest {
    private static final String KEY_HEADER = "sec-websocket-key: ";
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    private final BlockingQueue<Runnable> lookUps = new LinkedBlockingQueue<>();
    private final BlockingQueue<LinkEvent> events = new LinkedBlockingQueue<>();
    private final LinkThread thread = new LinkThread(lookUps::add);
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        thread.end();
    }

    @Test
    void shouldLookNamesUpOnAnotherThread() throws Exception {
        LinkSocket slow = open("localhost");
        Runnable lookUp = lookUps.take();

        LinkSocket other = open("localhost");
        lookUps.take().run();
        try (Socket accepted = accept()) {
            assertThat(events.take()).isInstanceOf(LinkEvent.SocketOpened.class);

            slow.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
            lookUp.run();
            assertThat(events.take()).isInstanceOf(LinkEvent.SocketLost.class);
            assertThat(accepted.isConnected()).isTrue();
        }
        other.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayThatThereIsNoSuchHost() throws Exception {
        LinkSocket socket = open("nowhere.invalid");
        lookUps.take().run();

        assertThat(events.take())
                .matches(event -> event instanceof LinkEvent.SocketLost lost
                        && lost.why().contains("host not found: nowhere.invalid"));
        socket.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldCloseWhatNeverCameToBe() throws Exception {
        thread.end();
        thread.group().terminationFuture().await(10, TimeUnit.SECONDS);

        LinkSocket socket = open("127.0.0.1");

        socket.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(lookUps).isEmpty();
    }

    @Test
    void shouldLeaveAServerThatTakesNothing() throws Exception {
        LinkSocket socket = open("127.0.0.1");
        lookUps.take().run();
        try (Socket accepted = accept()) {
            assertThat(events.take()).isInstanceOf(LinkEvent.SocketOpened.class);
            WorkerMessage large = WorkerMessage.newBuilder()
                    .setRegister(RegisterWorkerRequest.newBuilder().setAgentName("x".repeat(1 << 20)))
                    .build();
            for (int i = 0; i < 16; i++) {
                assertThat(socket.send(large)).isTrue();
            }

            socket.close().toCompletableFuture().get(10, TimeUnit.SECONDS);

            assertThat(accepted.isConnected()).isTrue();
        }
    }

    private LinkSocket open(String host) {
        URI uri = URI.create("ws://" + host + ":" + server.getLocalPort() + "/agent");
        return LinkSocket.open(thread, uri, "token", Duration.ofSeconds(10), new LinkSocket.Listener() {
            @Override
            public void on(LinkEvent event) {
                events.add(event);
            }

            @Override
            public CompletionStage<Done> heard(ServerMessage message) {
                return CompletableFuture.completedFuture(Done.getInstance());
            }
        });
    }

    /** Takes a WebSocket, and never reads from it. */
    private Socket accept() throws Exception {
        Socket accepted = server.accept();
        BufferedReader request = new BufferedReader(new InputStreamReader(accepted.getInputStream(), US_ASCII));
        String key = "";
        for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(KEY_HEADER)) {
                key = line.substring(KEY_HEADER.length());
            }
        }
        byte[] answer = MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(US_ASCII));
        accepted.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                                + "sec-websocket-accept: " + Base64.getEncoder().encodeToString(answer) + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return accepted;
    }
}
