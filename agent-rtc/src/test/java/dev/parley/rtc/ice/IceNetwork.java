package dev.parley.rtc.ice;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** A network on virtual time that loses, delays, reorders and doubles datagrams; the same by the same seed. */
final class IceNetwork {
    private final Random random;
    private final double loss;
    private final Map<InetSocketAddress, IceAgent> owners = new LinkedHashMap<>();
    private final Map<IceAgent, InetSocketAddress> sources = new LinkedHashMap<>();
    private final Set<InetSocketAddress> dead = new HashSet<>();
    private final PriorityQueue<Datagram> flying =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long order;
    private long nowMillis;
    private boolean cut;

    private static final class Datagram {
        final long at;
        final long order;
        final byte[] data;
        final InetSocketAddress from;
        final InetSocketAddress to;

        Datagram(long at, long order, byte[] data, InetSocketAddress from, InetSocketAddress to) {
            this.at = at;
            this.order = order;
            this.data = data;
            this.from = from;
            this.to = to;
        }
    }

    IceNetwork(long seed, double loss) {
        this.random = new Random(seed);
        this.loss = loss;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** The agent sends from this address, as one socket does. */
    void attach(IceAgent agent, InetSocketAddress address) {
        owners.put(address, agent);
        sources.put(agent, address);
    }

    /** Nothing that is sent to it arrives. */
    void kill(InetSocketAddress address) {
        dead.add(address);
    }

    void cut(boolean cut) {
        this.cut = cut;
    }

    void send(IceAgent from, byte[] data, InetSocketAddress to) {
        int copies = random.nextInt(20) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!cut && !dead.contains(to) && random.nextDouble() >= loss) {
                long delay = 5L + random.nextInt(60);
                flying.add(new Datagram(nowMillis + delay, order++, data, source(from), to));
            }
        }
    }

    private InetSocketAddress source(IceAgent agent) {
        InetSocketAddress address = sources.get(agent);
        if (address == null) {
            throw new IllegalStateException("agent: not attached");
        }
        return address;
    }

    /** Lets time pass: agents tick when they said they would, at a granularity of 10 ms. */
    void run(long millis) {
        long end = nowMillis + millis;
        while (nowMillis < end) {
            nowMillis += 10;
            for (Datagram next = flying.peek(); next != null && next.at <= nowMillis; next = flying.peek()) {
                flying.poll();
                IceAgent owner = owners.get(next.to);
                if (owner != null) {
                    owner.receive(nowMillis, next.data, 0, next.data.length, next.from);
                }
            }
            for (IceAgent agent : sources.keySet()) {
                if (agent.nextTickMillis(nowMillis) <= nowMillis) {
                    agent.tick(nowMillis);
                }
            }
        }
    }
}
