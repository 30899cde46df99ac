package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JitterBufferTest {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final int CONCEALED = -7;

    @Test
    void shouldPlayAPerfectNetworkWithLittleDelay() {
        Line line = new Line(1);

        line.run(500);

        assertThat(line.heard).hasSizeGreaterThan(495).isSorted();
        assertThat(line.buffer.statistics().delayMillis()).isLessThanOrEqualTo(60);
        assertThat(line.buffer.statistics().concealed()).isZero();
        assertThat(line.buffer.statistics().skipped()).isZero();
    }

    @Test
    void shouldAdaptToJitterAndKeepTheOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Line line = new Line(seed);
            line.jitterMillis = 100;

            line.run(1500);

            JitterStatistics statistics = line.buffer.statistics();
            assertThat(line.heard).as("seed %s", seed).isSorted().doesNotHaveDuplicates();
            assertThat(line.heard.size()).as("seed %s", seed).isGreaterThan(1400);
            assertThat(statistics.targetMillis()).as("seed %s", seed).isBetween(80, 140);
        }
    }

    @Test
    void shouldRestoreOrConcealWhatIsLost() {
        Line line = new Line(7);
        line.loss = 0.1;
        line.doubling = 0.05;

        line.run(3000);

        JitterStatistics statistics = line.buffer.statistics();
        assertThat(line.heard).isSorted().doesNotHaveDuplicates();
        assertThat(statistics.recovered()).isBetween(200L, 330L);
        assertThat(statistics.duplicates() + statistics.late()).isPositive();
        assertThat(statistics.comforted()).isLessThan(20);
    }

    @Test
    void shouldFollowTheSendersClockByShorteningPauses() {
        Line line = new Line(3);
        line.clockRatio = 0.999;
        line.pauses = true;

        line.run(30_000);

        JitterStatistics statistics = line.buffer.statistics();
        assertThat(statistics.skipped()).isBetween(20L, 40L);
        assertThat(line.loudSent - line.heard.size()).isLessThan(10);
        assertThat(statistics.delayMillis()).isLessThanOrEqualTo(100);
    }

    @Test
    void shouldFollowASlowSenderByLengtheningPauses() {
        Line line = new Line(3);
        line.clockRatio = 1.001;
        line.jitterMillis = 30;
        line.pauses = true;

        line.run(30_000);

        JitterStatistics statistics = line.buffer.statistics();
        assertThat(line.heard).isSorted();
        assertThat(statistics.stretched() + statistics.concealed() + statistics.comforted())
                .isBetween(25L, 400L);
        assertThat(statistics.stretched()).isPositive();
    }

    @Test
    void shouldNeverWaitLongerThanTheBound() {
        Line line = new Line(5);
        line.run(100);

        line.burst(60);
        line.run(20);

        assertThat(line.buffer.statistics().delayMillis()).isLessThanOrEqualTo(260);
        assertThat(line.buffer.statistics().skipped()).isGreaterThan(40);
        assertThat(line.heard).isSorted();
    }

    @Test
    void shouldFillPausesOfTheSenderWithNoise() {
        Line line = new Line(2);
        line.run(100);
        line.sending = false;
        line.run(200);
        long comforted = line.buffer.statistics().comforted();
        int before = line.heard.size();
        line.sending = true;
        line.run(100);

        assertThat(comforted).isGreaterThan(180);
        assertThat(line.heard.size() - before).isGreaterThan(95);
        assertThat(line.buffer.statistics().delayMillis()).isLessThanOrEqualTo(60);
    }

    @Test
    void shouldStartAnewWhenTheSourceJumps() {
        Line line = new Line(2);
        line.run(50);
        line.sequence += 20_000;
        line.timestamp += 123_456_789;
        line.run(50);

        assertThat(line.heard.size()).isGreaterThan(90);
        assertThat(line.buffer.statistics().delayMillis()).isLessThanOrEqualTo(60);
    }

    @Test
    void shouldPlayOnWhenPacketsAreDamaged() {
        Line line = new Line(4);
        line.damage = 0.2;

        line.run(500);

        assertThat(line.buffer.statistics().damaged()).isBetween(60L, 140L);
        assertThat(line.heard).isSorted();
    }

    @Test
    void shouldStayBoundedWhateverComes() {
        Random random = new Random(99);
        JitterBuffer buffer = new JitterBuffer(JitterSettings.conversation(), new CountingDecoder());
        short[] pcm = new short[FRAME];
        byte[] payload = new byte[2000];
        for (int i = 0; i < 200_000; i++) {
            int sequence = random.nextInt(10) == 0 ? random.nextInt(65536) : (i / 2 + random.nextInt(70)) & 0xFFFF;
            ByteBuffer.wrap(payload).putInt(random.nextInt());
            buffer.put(sequence, random.nextInt(), random.nextInt(), payload, 0, random.nextInt(2000));
            if (random.nextInt(3) == 0) {
                buffer.pull(pcm, 0);
                assertThat(buffer.statistics().delayMillis()).isLessThan(2 * 1280);
            }
        }
        buffer.close();
    }

    @Test
    void shouldRefuseBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new JitterSettings(Duration.ofMillis(100), Duration.ofMillis(120)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.1S to PT0.12S");
    }

    /** Decodes a packet to 20 ms of its own number; quiet when the number says so. */
    private static final class CountingDecoder implements OpusDecoder {
        @Override
        public int decode(byte[] packet, int offset, int length, short[] pcm) {
            int number = ByteBuffer.wrap(packet, offset, 4).getInt();
            if (number < 0) {
                return DAMAGED;
            }
            java.util.Arrays.fill(pcm, 0, FRAME, Line.sample(number));
            return FRAME;
        }

        @Override
        public int recover(byte[] following, int offset, int length, short[] pcm, int samples) {
            return conceal(pcm, samples);
        }

        @Override
        public int conceal(short[] pcm, int samples) {
            java.util.Arrays.fill(pcm, 0, samples, (short) CONCEALED);
            return samples;
        }

        @Override
        public void close() {}
    }

    /** A sender with a clock of its own, a network, and a player that pulls every 20 ms. */
    private static final class Line {
        private static final int QUIET = 1 << 30;

        final Random random;
        final JitterBuffer buffer = new JitterBuffer(JitterSettings.conversation(), new CountingDecoder());
        final List<Integer> heard = new ArrayList<>();
        final PriorityQueue<Packet> flying = new PriorityQueue<>((a, b) -> Double.compare(a.arrival, b.arrival));
        double clockRatio = 1;
        double loss;
        double doubling;
        double damage;
        int jitterMillis;
        boolean pauses;
        boolean sending = true;
        int sequence = 65_000;
        int timestamp = -5000;
        int loudSent;
        private int number;
        private double nextSend;
        private double now;

        record Packet(double arrival, int sequence, int timestamp, int number) {}

        Line(long seed) {
            random = new Random(seed);
        }

        /** Loud packets tell their number; every other second is quiet when there are pauses. */
        static short sample(int number) {
            return (number & QUIET) != 0 ? 5 : (short) (number % 31_000 + 1000);
        }

        void run(int frames) {
            short[] pcm = new short[FRAME];
            for (int i = 0; i < frames; i++) {
                now += 20;
                while (nextSend <= now) {
                    send();
                    nextSend += 20 * clockRatio;
                }
                deliver();
                buffer.pull(pcm, 0);
                if (pcm[0] >= 1000 && pcm[FRAME - 1] == pcm[0]) {
                    heard.add((int) pcm[0]);
                }
            }
        }

        private boolean quiet(int packetNumber) {
            return pauses && packetNumber / 50 % 2 == 0;
        }

        void burst(int packets) {
            for (int i = 0; i < packets; i++) {
                send();
            }
        }

        private void send() {
            timestamp += FRAME;
            if (!sending) {
                return;
            }
            sequence = (sequence + 1) & 0xFFFF;
            number++;
            loudSent += quiet(number) ? 0 : 1;
            int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < doubling ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                double arrival = Math.max(now, nextSend) + random.nextInt(jitterMillis + 1);
                flying.add(new Packet(arrival, sequence, timestamp, number));
            }
        }

        private void deliver() {
            for (Packet packet = flying.peek(); packet != null && packet.arrival <= now; packet = flying.peek()) {
                flying.poll();
                byte[] payload = new byte[40];
                int content = random.nextDouble() < damage ? -1 : quiet(packet.number) ? QUIET : packet.number;
                ByteBuffer.wrap(payload).putInt(content);
                buffer.put(packet.sequence, packet.timestamp, (int) (long) (packet.arrival * 48), payload, 0, 40);
            }
        }
    }
}
