package dev.parley.worker.livekit.internal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The one thread of an actor system's sockets to LiveKit servers, and what they share; ends with the system. Thread-safe. */
final class LinkThread implements Extension {
    private static final Id ID = new Id();

    private final EventLoopGroup group =
            new NioEventLoopGroup(1, new DefaultThreadFactory("parley-livekit-link", true));
    private final Executor blocking;
    private volatile Optional<SslContext> tls = Optional.empty();

    /** The extension's id. */
    private static final class Id extends ExtensionId<LinkThread> {
        @Override
        public LinkThread createExtension(ActorSystem<?> system) {
            LinkThread link = new LinkThread(system.dispatchers().lookup(DispatcherSelector.blocking()));
            system.getWhenTerminated().thenRun(link::end);
            return link;
        }
    }

    /** Of no system. */
    LinkThread(Executor blocking) {
        this.blocking = blocking;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a thread that ends late is a daemon
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    static LinkThread of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    EventLoopGroup group() {
        return group;
    }

    /** For what would hold up the one thread. */
    Executor blocking() {
        return blocking;
    }

    /** The machine's certificates, read by the first connection with TLS. Blocks. */
    SslContext tls() throws SSLException {
        Optional<SslContext> known = tls;
        if (known.isPresent()) {
            return known.get();
        }
        SslContext read = SslContextBuilder.forClient().build();
        tls = Optional.of(read);
        return read;
    }
}
