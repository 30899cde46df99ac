package dev.parley.worker.livekit.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server. Its name is looked up, and the machine's certificates are read, by threads that may block: a name service
 * that doesn't answer would hold up the sockets to all other servers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what can't be connected is told and closed
record LinkRoute(LinkThread thread, String host, int port, boolean secure) {
    private record Found(InetSocketAddress address, Optional<SslContext> tls) {}

    /**
     * Connects a channel that is registered.
     *
     * @param done hears on the channel's thread that there is a connection, or the problem; the channel is closed then
     */
    void connect(Channel channel, Consumer<@Nullable Throwable> done) {
        CompletableFuture.supplyAsync(this::find, thread.blocking())
                .whenCompleteAsync(
                        (found, problem) -> {
                            if (problem == null) {
                                connect(channel, found, done);
                            } else {
                                done.accept(problem.getCause());
                                channel.close();
                            }
                        },
                        channel.eventLoop());
    }

    private Found find() {
        try {
            return new Found(
                    new InetSocketAddress(InetAddress.getByName(host), port),
                    secure ? Optional.of(thread.tls()) : Optional.empty());
        } catch (UnknownHostException | SSLException problem) {
            throw new CompletionException(problem);
        }
    }

    private void connect(Channel channel, Found found, Consumer<@Nullable Throwable> done) {
        found.tls().ifPresent(tls -> channel.pipeline().addFirst(handler(tls, channel)));
        channel.connect(found.address())
                .addListener(connected -> done.accept(connected.cause()))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private SslHandler handler(SslContext tls, Channel channel) {
        SslHandler handler = tls.newHandler(channel.alloc(), host, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }
}
