package dev.parley.worker.livekit.internal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The one thread of an actor system's sockets to LiveKit servers; ends with the system. */
final class LinkThread implements Extension {
    private static final Id ID = new Id();

    private final EventLoopGroup thread =
            new NioEventLoopGroup(1, new DefaultThreadFactory("parley-livekit-link", true));

    /** The extension's id. */
    private static final class Id extends ExtensionId<LinkThread> {
        @Override
        public LinkThread createExtension(ActorSystem<?> system) {
            LinkThread link = new LinkThread();
            system.getWhenTerminated().thenRun(link::end);
            return link;
        }
    }

    private LinkThread() {}

    @SuppressWarnings("FutureReturnValueIgnored") // a thread that ends late is a daemon
    private void end() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    static EventLoopGroup of(ActorSystem<?> system) {
        return ID.apply(system).thread;
    }
}
