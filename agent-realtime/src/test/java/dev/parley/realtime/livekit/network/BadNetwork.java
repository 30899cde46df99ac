package dev.parley.realtime.livekit.network;

import akka.actor.typed.ActorSystem;
import dev.parley.livekit.LiveKitUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between rooms and a LiveKit server that can be as bad as one likes: who joins by {@link #url} has its signals and its
 * media go through here, and no other way. Others at the same server are not touched. Thread-safe.
 *
 * <p>Design notes. The server is a full ICE agent that would find a way around us by itself; therefore it is told no address of the
 * client, and the client another one for each of the server's.
 */
public final class BadNetwork implements AutoCloseable {
    /** How the names of its threads begin. */
    public static final String THREADS = "bad-network";

    private final ScheduledThreadPoolExecutor timer;
    private final Map<InetSocketAddress, DatagramLink> links = new ConcurrentHashMap<>();
    private final AtomicLong lost = new AtomicLong();
    private final SignalProxy signals;
    private final StreamLink stream;
    private final long seed;
    private volatile Impairment impairment = Impairment.NONE;
    private volatile boolean cut;

    /** A good one, for now. */
    public BadNetwork(ActorSystem<?> system, LiveKitUrl server, long seed) {
        this.seed = seed;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, THREADS + "-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.signals = new SignalProxy(system, server, new Addresses(this::announced));
        this.stream = new StreamLink(new InetSocketAddress(InetAddress.getLoopbackAddress(), signals.port()));
    }

    private InetSocketAddress announced(InetSocketAddress real) {
        return links.computeIfAbsent(real, unused -> {
                    DatagramLink link = new DatagramLink(real, timer, () -> impairment, seed + links.size(), lost);
                    link.cut(cut);
                    return link;
                })
                .address();
    }

    /** Where to join instead of at the server. */
    public LiveKitUrl url() {
        return LiveKitUrl.of(URI.create("ws://127.0.0.1:" + stream.port()).toString());
    }

    /** What happens to media from now on. */
    public void impair(Impairment now) {
        impairment = now;
    }

    /** Nothing passes until {@link #mend}; signals break with a reset, datagrams vanish. */
    public void cut() {
        cutMedia();
        cutSignals();
    }

    /** No media passes; signals do. */
    public void cutMedia() {
        cut = true;
        links.values().forEach(link -> link.cut(true));
    }

    /** No signals pass; media does. */
    public void cutSignals() {
        stream.cut(true);
    }

    /** Breaks signals once. */
    public void resetSignals() {
        stream.reset();
    }

    /** Everything passes again, however late. */
    public void mend() {
        cut = false;
        links.values().forEach(link -> link.cut(false));
        stream.cut(false);
    }

    /** Datagrams that did not arrive so far. */
    public long lost() {
        return lost.get();
    }

    /** Its own UDP sockets, which it keeps for each client and server address that it has seen. */
    public int datagramSockets() {
        return links.values().stream().mapToInt(DatagramLink::sockets).sum();
    }

    @Override
    public void close() {
        stream.close();
        signals.close();
        links.values().forEach(DatagramLink::close);
        timer.shutdownNow();
    }
}
