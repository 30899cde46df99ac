package dev.parley.worker.livekit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerPong;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a socket brings. */
class LinkFramesTest {
    private final Deque<CompletableFuture<Done>> untaken = new ArrayDeque<>();
    private final List<LinkEvent> events = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new LinkFrames(new LinkSocket.Listener() {
        @Override
        public void on(LinkEvent event) {
            events.add(event);
        }

        @Override
        public CompletionStage<Done> heard(ServerMessage message) {
            CompletableFuture<Done> taken = new CompletableFuture<>();
            untaken.add(taken);
            return taken;
        }
    }));

    @Test
    void shouldReadOnWhenAllOfAReadingIsTaken() {
        channel.writeInbound(pong(), pong(), pong());
        assertThat(channel.config().isAutoRead()).isFalse();

        take();
        take();
        assertThat(channel.config().isAutoRead()).isFalse();
        take();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldTellALongPageFromALongFrame() {
        channel.pipeline().fireExceptionCaught(new TooLongHttpContentException("Response entity too large"));

        assertThat(events)
                .singleElement()
                .matches(event -> event instanceof LinkEvent.SocketLost lost
                        && lost.outlook() == LinkEvent.Outlook.LASTING
                        && lost.why().contains("no WebSocket")
                        && lost.why().contains("LIVEKIT_URL"));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldTryAgainAfterALongFrame() {
        channel.pipeline().fireExceptionCaught(new TooLongFrameException("too long"));

        assertThat(events)
                .singleElement()
                .matches(event -> event instanceof LinkEvent.SocketLost lost
                        && lost.outlook() == LinkEvent.Outlook.PASSING
                        && lost.why().contains("frame: over 1048576 bytes"));
    }

    private void take() {
        untaken.remove().complete(Done.getInstance());
    }

    private static BinaryWebSocketFrame pong() {
        byte[] message = ServerMessage.newBuilder()
                .setPong(WorkerPong.getDefaultInstance())
                .build()
                .toByteArray();
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message));
    }
}
