package dev.parley.worker.livekit.internal;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One WebSocket to a server, binary frames only. What happens is told to a listener, in order, ending with one {@link
 * LinkEvent.SocketLost}. Thread-safe; no method blocks.
 *
 * <p>Queues: up to 256 messages wait to be sent, one more ends the connection, since a server that takes none for that long is
 * gone. The socket isn't read while the listener has not taken what one reading has brought, at most some 64 KiB.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what can't be written or closed ends the channel, which is told
public final class LinkSocket {
    static final int MOST_BYTES = 1 << 20;
    private static final int MOST_WAITING = 256;
    static final int MOST_BYTES_OF_A_REFUSAL = 64 * 1024;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Channel channel;
    private final AtomicInteger waiting = new AtomicInteger();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    private LinkSocket(Channel channel) {
        this.channel = channel;
        channel.closeFuture().addListener(closed -> ended.complete(Done.getInstance()));
    }

    /** Where the socket's events go, one after the other. */
    public interface Listener {
        /** Opening, or the end. */
        void on(LinkEvent event);

        /** A message; the socket is read again when this is done. */
        CompletionStage<Done> heard(ServerMessage message);
    }

    /**
     * Opens a socket.
     *
     * @param token sent in a header; never in the address, which may be logged
     * @param connect how long that may take by the link's own deadline, which tells more than the socket's
     */
    public static LinkSocket open(ActorSystem<?> system, URI uri, String token, Duration connect, Listener listener) {
        return open(LinkThread.of(system), uri, token, connect, listener);
    }

    static LinkSocket open(LinkThread thread, URI uri, String token, Duration connect, Listener listener) {
        LinkFrames frames = new LinkFrames(listener);
        long deadlineMillis = connect.multipliedBy(2).toMillis();
        boolean secure = "wss".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        ChannelFuture registered = new Bootstrap()
                .group(thread.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(deadlineMillis))
                // Few and small: not worth a pool's pages.
                .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        addWebSocket(channel.pipeline(), uri, token, deadlineMillis, frames);
                    }
                })
                .register();
        LinkRoute route = new LinkRoute(thread, uri.getHost(), port, secure);
        registered.addListener(there -> {
            if (there.isSuccess()) {
                route.connect(registered.channel(), frames::connected);
            } else {
                frames.connected(there.cause());
            }
        });
        return new LinkSocket(registered.channel());
    }

    private static void addWebSocket(
            ChannelPipeline pipeline, URI uri, String token, long handshakeMillis, LinkFrames frames) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token)
                .add(HttpHeaderNames.USER_AGENT, "parley");
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .version(WebSocketVersion.V13)
                .customHeaders(headers)
                .maxFramePayloadLength(MOST_BYTES)
                .handshakeTimeoutMillis(handshakeMillis)
                .handleCloseFrames(false)
                .forceCloseTimeoutMillis(GOODBYE.toMillis())
                .build();
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(MOST_BYTES_OF_A_REFUSAL),
                new WebSocketClientProtocolHandler(config),
                new WebSocketFrameAggregator(MOST_BYTES),
                frames);
    }

    /** Sends a message after those before it. False if so many wait that there is no room for it. */
    public boolean send(WorkerMessage message) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            return false;
        }
        write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message.toByteArray())), this::sent);
        return true;
    }

    /** Behind all that was written before, on whatever thread: Netty itself would let what its own thread writes pass by. */
    private void write(WebSocketFrame frame, ChannelFutureListener written) {
        if (channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> channel.writeAndFlush(frame).addListener(written));
        } else {
            channel.writeAndFlush(frame).addListener(written);
        }
    }

    private void sent(Future<?> written) {
        waiting.decrementAndGet();
        if (!written.isSuccess()) {
            channel.close();
        }
    }

    /**
     * Says goodbye after what was sent before; a server that doesn't say it back is left after two seconds, one that doesn't even
     * take it after four. Completes, never failing, when nothing of the socket is left.
     */
    public CompletionStage<Done> close() {
        if (!channel.isOpen()) {
            // One that never came to be, for want of file descriptors, has no thread and no end of its own.
            ended.complete(Done.getInstance());
            return ended.copy();
        }
        write(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), ChannelFutureListener.CLOSE_ON_FAILURE);
        Future<?> abort =
                channel.eventLoop().schedule(() -> channel.close(), GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> abort.cancel(false));
        return ended.copy();
    }
}
