package dev.parley.rtc.jitter;

import dev.parley.rtc.opus.OpusDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;

/** A sender, a network and a media thread that pulls each 20 ms, on virtual time in microseconds. */
final class Call {
    static final int FRAME = JitterBuffer.FRAME_SAMPLES;
    static final long FRAME_MICROS = 20_000;

    final JitterBuffer buffer;
    final List<Playout> playouts = new ArrayList<>();
    final List<JitterStatistics> history = new ArrayList<>();
    final short[] frame = new short[FRAME];
    final List<short[]> heard = new ArrayList<>();
    boolean keepSound;
    int firstSequence = 65_000;
    int firstTimestamp = -20_000;

    private final PriorityQueue<Arrival> network = new PriorityQueue<>();
    private long now;
    private long nextPull = 7_000;
    private long order;

    private static final class Arrival implements Comparable<Arrival> {
        private final long at;
        private final long order;
        private final int sequence;
        private final int timestamp;
        private final byte[] payload;

        Arrival(long at, long order, int sequence, int timestamp, byte[] payload) {
            this.at = at;
            this.order = order;
            this.sequence = sequence;
            this.timestamp = timestamp;
            this.payload = payload;
        }

        @Override
        public int compareTo(Arrival other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    Call(OpusDecoder decoder) {
        this(JitterSettings.standard(), decoder);
    }

    Call(JitterSettings settings, OpusDecoder decoder) {
        buffer = new JitterBuffer(settings, decoder);
    }

    /** Packet {@code id} of the stream, whose timestamp is that of frame {@code id}, arrives at a time. */
    void arrive(long atMicros, int id, byte[] payload) {
        arrive(atMicros, firstSequence + id, firstTimestamp + id * FRAME, payload);
    }

    void arrive(long atMicros, int sequence, int timestamp, byte[] payload) {
        network.add(new Arrival(atMicros, order++, sequence, timestamp, payload));
    }

    /** Packets {@code from} to {@code to}, sent each 20 ms, all late by what the network says, in microseconds. */
    void talk(int from, int to, boolean fec, IntUnaryOperator delay) {
        for (int id = from; id < to; id++) {
            arrive(id * FRAME_MICROS + delay.applyAsInt(id), id, FakeDecoder.payload(id, fec));
        }
    }

    void runTo(long endMicros) {
        run(endMicros, true);
    }

    /** Packets arrive and nobody pulls. */
    void stallTo(long endMicros) {
        run(endMicros, false);
        nextPull = Math.max(nextPull, endMicros);
    }

    private void run(long endMicros, boolean pulling) {
        while (true) {
            Arrival arrival = network.peek();
            boolean pullFirst = pulling && (arrival == null || nextPull < arrival.at);
            long at = pullFirst ? nextPull : arrival == null ? endMicros : arrival.at;
            if (at >= endMicros) {
                now = endMicros;
                return;
            }
            now = at;
            if (pullFirst) {
                pull();
            } else {
                network.remove();
                buffer.insert(
                        now * 1000, arrival.sequence, arrival.timestamp, arrival.payload, 0, arrival.payload.length);
            }
        }
    }

    private void pull() {
        playouts.add(buffer.pull(now * 1000, frame, 0));
        history.add(buffer.statistics());
        if (keepSound) {
            heard.add(frame.clone());
        }
        nextPull += FRAME_MICROS;
    }

    JitterStatistics statistics() {
        return buffer.statistics();
    }

    long count(Playout playout) {
        return playouts.stream().filter(playout::equals).count();
    }

    double most(ToDoubleFunction<JitterStatistics> figure, int fromPull) {
        return history.stream().skip(fromPull).mapToDouble(figure).max().orElse(0);
    }

    double mean(ToDoubleFunction<JitterStatistics> figure, int fromPull) {
        return history.stream().skip(fromPull).mapToDouble(figure).average().orElse(0);
    }
}
