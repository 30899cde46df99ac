package dev.parley.livekit.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.token.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the real server posts. */
@Tag("livekit")
@Timeout(120)
class WebhookIT {
    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();

    private record Post(String type, String authorization, ByteString body) {}

    @Test
    void shouldTakeWhatTheServerPosts() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/livekit", this::take);
        receiver.start();
        URI here = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/livekit");
        try (LivekitServer server = LivekitServer.start(here)) {
            WebhookReceiver webhooks = new WebhookReceiver(TokenVerifier.of(server.credentials()));
            Room room = server.api()
                    .rooms()
                    .createRoom(CreateRoomRequest.newBuilder()
                            .setName("r")
                            .setMetadata("Grüße")
                            .build())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            Webhook started = next(webhooks);
            assertThat(started.type()).isEqualTo(WebhookType.ROOM_STARTED);
            assertThat(started.id()).startsWith("EV_");
            assertThat(started.message().getRoom().getSid()).isEqualTo(room.getSid());
            assertThat(started.message().getRoom().getMetadata()).isEqualTo("Grüße");
            assertThat(started.createdAt().getEpochSecond())
                    .isBetween(room.getCreationTime(), room.getCreationTime() + 60);

            server.api().rooms().deleteRoom("r").toCompletableFuture().get(30, TimeUnit.SECONDS);
            Webhook finished = next(webhooks);
            assertThat(finished.type()).isEqualTo(WebhookType.ROOM_FINISHED);
            assertThat(finished.message().getRoom().getSid()).isEqualTo(room.getSid());
            assertThat(finished.id()).isNotEqualTo(started.id());
        } finally {
            receiver.stop(0);
        }
    }

    private Webhook next(WebhookReceiver webhooks) throws InterruptedException {
        Post post = posts.poll(30, TimeUnit.SECONDS);
        assertThat(post).as("a post within 30 s").isNotNull();
        assertThat(post.type()).isEqualTo("application/webhook+json");
        return webhooks.receive(post.body().toByteArray(), post.authorization());
    }

    private void take(HttpExchange exchange) throws IOException {
        posts.add(new Post(
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                ByteString.readFrom(exchange.getRequestBody())));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
