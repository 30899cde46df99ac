package dev.parley.realtime.openai.socket;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * An actor system's sockets to models, by Netty on two threads, or one on a single processor, which end with the system.
 *
 * <p>A text may be as large as a conversation's item with all its audio: 64 MiB. A server's certificate must be valid for the
 * host's name by the JDK's own trust.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is told, threads that end late are daemons
public final class NettySockets implements ModelSockets, Extension {
    private static final Id ID = new Id();
    /** Two serve hundreds; where they share one processor they would only wake each other's work apart. */
    private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

    private static final int LONGEST_TEXT = 64 * 1024 * 1024;
    private static final int LONGEST_ANSWER = 64 * 1024;

    /** Little, so that a text that must go out soon stands behind little audio. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    private final EventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("parley-model-sockets", true));

    /** The extension's id. */
    private static final class Id extends ExtensionId<NettySockets> {
        @Override
        public NettySockets createExtension(ActorSystem<?> system) {
            NettySockets sockets = new NettySockets();
            system.getWhenTerminated().thenRun(() -> sockets.threads.shutdownGracefully(0, 1, TimeUnit.SECONDS));
            return sockets;
        }
    }

    private NettySockets() {}

    public static NettySockets of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    @Override
    public ModelSocket open(URI url, Map<String, String> headers, Duration deadline, SocketListener listener) {
        NettySocket socket = new NettySocket(listener);
        boolean secure = url.getScheme().equals("wss");
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(deadline.toMillis()))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws SSLException {
                        if (secure) {
                            channel.pipeline().addLast(tls(channel, url.getHost(), port));
                        }
                        addWebSocket(channel.pipeline(), url, headers, deadline, socket);
                    }
                })
                .connect(url.getHost(), port)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        socket.failed(done.cause());
                    }
                });
        return socket;
    }

    private static SslHandler tls(SocketChannel channel, String host, int port) throws SSLException {
        SslContext context = SslContextBuilder.forClient().build();
        SslHandler handler = context.newHandler(channel.alloc(), host, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private static void addWebSocket(
            ChannelPipeline pipeline, URI url, Map<String, String> headers, Duration deadline, NettySocket socket) {
        HttpHeaders sent = new DefaultHttpHeaders();
        headers.forEach(sent::add);
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .version(WebSocketVersion.V13)
                .customHeaders(sent)
                .maxFramePayloadLength(LONGEST_TEXT)
                .handshakeTimeoutMillis(deadline.toMillis())
                .dropPongFrames(false)
                .handleCloseFrames(false)
                // ServerEventReader takes any bytes; a look at each byte of an answer's audio before it is not free
                .withUTF8Validator(false)
                .build();
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(LONGEST_ANSWER),
                new WebSocketClientProtocolHandler(config),
                new WebSocketFrameAggregator(LONGEST_TEXT),
                socket.handler());
    }
}
