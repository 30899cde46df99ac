package dev.parley.realtime.livekit.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A UDP address that stands for one of a server's: each client's datagrams go on from a socket of their own, so that the server sees
 * another source for each, and the answers come back this way.
 */
final class DatagramLink implements AutoCloseable {
    private static final int DATAGRAM = 2048;

    private final DatagramSocket front;
    private final InetSocketAddress server;
    private final ScheduledExecutorService timer;
    private final Supplier<Impairment> impairment;
    private final Random random;
    private final AtomicLong lost;
    private final Map<InetSocketAddress, DatagramSocket> backs = new ConcurrentHashMap<>();
    private volatile boolean cut;

    DatagramLink(
            InetSocketAddress server,
            ScheduledExecutorService timer,
            Supplier<Impairment> impairment,
            long seed,
            AtomicLong lost) {
        this.server = server;
        this.timer = timer;
        this.impairment = impairment;
        this.random = new Random(seed);
        this.lost = lost;
        this.front = socket();
        read(front, packet -> send(back(packet), packet, server));
    }

    private static DatagramSocket socket() {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("a UDP socket (expected: one)", e);
        }
    }

    /** What clients are told instead of the server's address. */
    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    int sockets() {
        return 1 + backs.size();
    }

    void cut(boolean now) {
        cut = now;
    }

    private DatagramSocket back(DatagramPacket first) {
        InetSocketAddress client = (InetSocketAddress) first.getSocketAddress();
        return backs.computeIfAbsent(client, unused -> {
            DatagramSocket back = socket();
            read(back, packet -> send(front, packet, client));
            return back;
        });
    }

    private interface Forwarding {
        void forward(DatagramPacket packet);
    }

    private void read(DatagramSocket from, Forwarding forwarding) {
        Thread reader =
                new Thread(() -> readUntilClosed(from, forwarding), BadNetwork.THREADS + "-" + server.getPort());
        reader.setDaemon(true);
        reader.start();
    }

    private static void readUntilClosed(DatagramSocket from, Forwarding forwarding) {
        while (!from.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM], DATAGRAM);
            try {
                from.receive(packet);
                forwarding.forward(packet);
            } catch (IOException e) {
                // Closed, or an ICMP error of a server that is not there at the moment.
            }
        }
    }

    private void send(DatagramSocket by, DatagramPacket packet, InetSocketAddress to) {
        Impairment now = impairment.get();
        for (int copies = chance(now.duplication()) ? 2 : 1; copies > 0; copies--) {
            if (cut || chance(now.loss())) {
                lost.incrementAndGet();
            } else {
                later(now, () -> sendNow(by, packet, to));
            }
        }
    }

    private synchronized boolean chance(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private void later(Impairment now, Runnable task) {
        long micros = now.jitter().toNanos() / 1_000;
        try {
            if (micros == 0) {
                task.run();
            } else {
                ScheduledFuture<?> unused = timer.schedule(task, micros(micros), TimeUnit.MICROSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // The network is closed.
        }
    }

    private synchronized long micros(long most) {
        return (long) (random.nextDouble() * most);
    }

    private static void sendNow(DatagramSocket by, DatagramPacket packet, InetSocketAddress to) {
        try {
            by.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
        } catch (IOException e) {
            // Closed, or nobody is there: lost, as on any network.
        }
    }

    @Override
    public void close() {
        front.close();
        backs.values().forEach(DatagramSocket::close);
    }
}
