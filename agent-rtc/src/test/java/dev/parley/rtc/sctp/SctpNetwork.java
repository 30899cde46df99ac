package dev.parley.rtc.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Two associations over a network on virtual time that loses, delays, reorders and doubles packets; the same by the same seed. */
final class SctpNetwork {
    final Side left;
    final Side right;
    final Random random;
    double loss;
    double doubling = 0.02;
    int jitterMillis = 30;
    long nowMillis;
    private final PriorityQueue<Packet> flying =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long order;

    private static final class Packet {
        final long at;
        final long order;
        final byte[] data;
        final Side to;

        Packet(long at, long order, byte[] data, Side to) {
            this.at = at;
            this.order = order;
            this.data = data;
            this.to = to;
        }
    }

    /** One end, and what it was told. */
    static final class Side implements SctpListener {
        final List<Received> received = new ArrayList<>();
        final List<Integer> resets = new ArrayList<>();
        final List<String> closed = new ArrayList<>();
        int connected;
        int mostHeld;
        final SctpAssociation association;

        Side(long seed, Consumer<byte[]> wire) {
            association = new SctpAssociation(
                    SctpSettings.dataChannels(),
                    new SplittableRandom(seed),
                    (packet, length) -> wire.accept(Arrays.copyOf(packet, length)),
                    this);
        }

        @Override
        public void connected() {
            connected++;
        }

        @Override
        public void message(int stream, int protocol, byte[] data) {
            received.add(new Received(stream, protocol, data));
        }

        @Override
        public void streamsReset(List<Integer> streams) {
            resets.addAll(streams);
        }

        @Override
        public void closed(String reason) {
            closed.add(reason);
        }
    }

    static final class Received {
        final int stream;
        final int protocol;
        final byte[] data;

        Received(int stream, int protocol, byte[] data) {
            this.stream = stream;
            this.protocol = protocol;
            this.data = data;
        }
    }

    SctpNetwork(long seed, double loss) {
        this.random = new Random(seed);
        this.loss = loss;
        left = new Side(seed * 2, packet -> toRight(packet));
        right = new Side(seed * 2 + 1, packet -> send(packet, left));
    }

    private void toRight(byte[] packet) {
        send(packet, right);
    }

    private void send(byte[] data, Side to) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            flying.add(new Packet(nowMillis + 10 + random.nextInt(jitterMillis + 1), order++, data, to));
        }
    }

    SctpNetwork connected() {
        left.association.connect(nowMillis);
        right.association.connect(nowMillis);
        for (int i = 0; i < 1200 && !(left.association.isEstablished() && right.association.isEstablished()); i++) {
            run(50);
        }
        return this;
    }

    void run(long millis) {
        long end = nowMillis + millis;
        while (nowMillis < end) {
            nowMillis += 5;
            for (Packet next = flying.peek(); next != null && next.at <= nowMillis; next = flying.peek()) {
                flying.poll();
                next.to.association.receive(nowMillis, next.data, 0, next.data.length);
            }
            for (Side side : List.of(left, right)) {
                if (side.association.nextTickMillis() <= nowMillis) {
                    side.association.tick(nowMillis);
                }
                side.mostHeld =
                        Math.max(side.mostHeld, side.association.statistics().heldBytes());
            }
        }
    }
}
