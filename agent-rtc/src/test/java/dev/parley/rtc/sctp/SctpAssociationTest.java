package dev.parley.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.sctp.SctpNetwork.Received;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SctpAssociationTest {
    private static final Reliability UNORDERED = new Reliability(false, -1, -1);
    private static final Reliability ONCE = new Reliability(true, 0, -1);
    private static final Reliability ONCE_UNORDERED = new Reliability(false, 0, -1);
    private static final Reliability SHORT_LIVED = new Reliability(true, -1, 150);

    @Test
    void shouldConnectWhenBothStartAtOnce() {
        SctpNetwork network = new SctpNetwork(1, 0).connected();

        assertThat(network.left.connected).isEqualTo(1);
        assertThat(network.right.connected).isEqualTo(1);
    }

    @Test
    void shouldConnectWhenOneSideStarts() {
        SctpNetwork network = new SctpNetwork(1, 0);
        network.left.association.connect(0);
        network.run(500);

        assertThat(network.left.association.isEstablished()).isTrue();
        assertThat(network.right.association.isEstablished()).isTrue();
    }

    @Test
    void shouldLoseNothingAndKeepOrderWithEverySeed() {
        for (int seed = 0; seed < 1500; seed++) {
            SctpNetwork network = new SctpNetwork(seed, seed % 4 * 0.08).connected();
            Random random = new Random(seed);
            int messages = 5 + random.nextInt(30);
            for (int i = 0; i < messages; i++) {
                byte[] data = numbered(i, 8 + random.nextInt(i % 10 == 0 ? 20_000 : 300));
                Reliability reliability = i % 3 == 2 ? UNORDERED : Reliability.RELIABLE;
                boolean sent = network.left.association.send(network.nowMillis, i % 3, 51, data, reliability);
                assertThat(sent).as("seed %s", seed).isTrue();
                network.run(random.nextInt(4) * 10L);
            }
            for (int i = 0; i < 600 && network.right.received.size() < messages; i++) {
                network.run(200);
            }

            assertThat(network.right.received).as("seed %s", seed).hasSize(messages);
            assertInOrder(network.right.received, List.of(0, 1), "seed " + seed);
            assertThat(network.right.mostHeld).isLessThan(1024 * 1024);
        }
    }

    @Test
    void shouldDeliverAPrefixFreeSubsetWhenMessagesMayBeLost() {
        for (int seed = 0; seed < 500; seed++) {
            SctpNetwork network = new SctpNetwork(seed, 0.2).connected();
            List<Reliability> kinds = List.of(ONCE, ONCE_UNORDERED, SHORT_LIVED, Reliability.RELIABLE);
            int reliable = 0;
            for (int i = 0; i < 80; i++) {
                int kind = i % 4;
                reliable += kind == 3 ? 1 : 0;
                byte[] data = numbered(i, i % 7 == 0 ? 5000 : 50);
                network.left.association.send(network.nowMillis, kind, 51, data, kinds.get(kind));
                network.run(20);
            }
            network.run(60_000);

            String label = "seed " + seed;
            assertInOrder(network.right.received, List.of(0, 2, 3), label);
            assertThat(network.right.received.stream().filter(message -> message.stream == 3))
                    .as(label)
                    .hasSize(reliable);
            assertThat(network.left.association.statistics().bufferedBytes())
                    .as(label)
                    .isZero();
            assertThat(network.right.association.statistics().heldBytes())
                    .as(label)
                    .isZero();
            assertThat(network.left.closed).as(label).isEmpty();
        }
    }

    @Test
    void shouldAbandonWhatIsTooOld() {
        SctpNetwork network = new SctpNetwork(3, 0).connected();
        network.loss = 1;
        network.left.association.send(network.nowMillis, 1, 51, numbered(0, 100), SHORT_LIVED);
        network.run(1000);
        network.loss = 0;
        network.left.association.send(network.nowMillis, 1, 51, numbered(1, 100), SHORT_LIVED);
        network.run(10_000);

        assertThat(network.right.received).hasSize(1);
        assertThat(network.left.association.statistics().abandoned()).isEqualTo(1);
    }

    @Test
    void shouldCarryALotQuickly() {
        SctpNetwork network = new SctpNetwork(5, 0).connected();
        network.doubling = 0;
        network.jitterMillis = 0;
        long started = network.nowMillis;
        for (int i = 0; i < 4; i++) {
            assertThat(network.left.association.send(started, 0, 51, numbered(i, 250_000), Reliability.RELIABLE))
                    .isTrue();
        }
        assertThat(network.left.association.send(started, 0, 51, numbered(4, 250_000), Reliability.RELIABLE))
                .as("a send buffer of 1 MiB is full")
                .isFalse();
        while (network.right.received.size() < 4 && network.nowMillis < started + 20_000) {
            network.run(50);
        }

        assertThat(network.nowMillis - started).isLessThan(2000);
        assertThat(network.left.association.statistics().retransmissions()).isZero();
    }

    @Test
    void shouldFindOneLossWithoutATimeout() {
        SctpNetwork network = new SctpNetwork(5, 0).connected();
        network.doubling = 0;
        network.jitterMillis = 0;
        network.loss = 1;
        network.left.association.send(network.nowMillis, 0, 51, numbered(0, 100), Reliability.RELIABLE);
        network.loss = 0;
        for (int i = 1; i < 6; i++) {
            network.left.association.send(network.nowMillis, 0, 51, numbered(i, 100), Reliability.RELIABLE);
        }
        network.run(80);

        assertThat(network.right.received).hasSize(6);
        assertThat(network.left.association.statistics().retransmissions()).isEqualTo(1);
    }

    @Test
    void shouldResetStreamsBothWaysAndUseThemAgain() {
        for (int seed = 0; seed < 300; seed++) {
            SctpNetwork network = new SctpNetwork(seed, 0.15).connected();
            for (int round = 0; round < 3; round++) {
                network.left.association.send(network.nowMillis, 7, 51, numbered(round, 3000), Reliability.RELIABLE);
                network.left.association.resetStream(network.nowMillis, 7);
                network.run(20_000);
            }

            assertThat(network.right.resets).as("seed %s", seed).containsExactly(7, 7, 7);
            assertThat(network.right.received).as("seed %s", seed).hasSize(3);
        }
    }

    @Test
    void shouldShutDownAfterEverythingIsDelivered() {
        for (int seed = 0; seed < 200; seed++) {
            SctpNetwork network = new SctpNetwork(seed, 0.1).connected();
            network.left.association.send(network.nowMillis, 0, 51, numbered(0, 30_000), Reliability.RELIABLE);
            network.left.association.shutdown(network.nowMillis);
            if (seed % 3 == 0) {
                network.right.association.shutdown(network.nowMillis);
            }
            network.run(200_000);

            assertThat(network.right.received).as("seed %s", seed).hasSize(1);
            assertThat(network.left.closed).as("seed %s", seed).hasSize(1);
            assertThat(network.right.closed).as("seed %s", seed).hasSize(1);
        }
    }

    @Test
    void shouldTellTheOtherSideOfAnAbort() {
        SctpNetwork network = new SctpNetwork(1, 0).connected();
        network.left.association.abort();
        network.run(100);

        assertThat(network.right.closed).containsExactly("aborted by the other side");
        assertThat(network.left.association.send(network.nowMillis, 0, 51, new byte[1], UNORDERED))
                .isFalse();
    }

    @Test
    void shouldNoticeThatTheOtherSideIsGone() {
        SctpNetwork network = new SctpNetwork(1, 0).connected();
        network.loss = 1;
        network.run(600_000);

        assertThat(network.left.closed).containsExactly("no sign of life from the other side");
    }

    @Test
    void shouldGiveUpWhenNobodyAnswers() {
        SctpNetwork network = new SctpNetwork(1, 1);
        network.left.association.connect(0);
        network.run(200_000);

        assertThat(network.left.closed).containsExactly("no answer from the other side");
        assertThat(network.left.association.nextTickMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldStayBoundedAndAliveWhateverComes() {
        Random random = new Random(9260);
        for (int seed = 0; seed < 30; seed++) {
            SctpNetwork network = new SctpNetwork(seed, 0).connected();
            SctpAssociation victim = network.right.association;
            int tag = tagOf(network);
            for (int i = 0; i < 3000; i++) {
                byte[] packet = forged(random, tag);
                victim.receive(network.nowMillis, packet, 0, packet.length);
                assertThat(victim.statistics().heldBytes()).isLessThan(1_200_000);
            }
            network.run(1000);
        }
    }

    @Test
    void shouldRefuseDamagedPackets() {
        SctpNetwork network = new SctpNetwork(1, 0).connected();
        byte[] packet = forged(new Random(1), tagOf(network));
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] damaged = packet.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            long before = network.right.association.statistics().malformed();
            network.right.association.receive(network.nowMillis, damaged, 0, damaged.length);
            assertThat(network.right.association.statistics().malformed()).isEqualTo(before + 1);
        }
    }

    /** RFC 9260 appendix A says Castagnoli, reflected; the check value of that is known. */
    @Test
    void shouldUseTheChecksumOfTheRfc() {
        CRC32C crc = new CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xE3069283L);
    }

    @Test
    void shouldRefuseEmptyAndOversizedMessages() {
        SctpNetwork network = new SctpNetwork(1, 0).connected();

        assertThatThrownBy(() -> network.left.association.send(0, 0, 51, new byte[0], UNORDERED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SCTP message: 0 bytes (expected: 1 to 262144)");
        assertThatThrownBy(() -> network.left.association.send(0, 0, 51, new byte[300_000], UNORDERED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A packet with the right tag and checksum, and chunks of any content. */
    private static byte[] forged(Random random, int tag) {
        ByteBuffer packet = ByteBuffer.allocate(1148);
        packet.putShort((short) 5000).putShort((short) 5000).putInt(tag).putInt(0);
        int[] types = {0, 0, 0, 3, 3, 4, 5, 9, 10, 11, 130, 192, 192, 255};
        for (int i = random.nextInt(3); i >= 0; i--) {
            int length = random.nextInt(4) == 0 ? random.nextInt(300) : 12 + 4 * random.nextInt(10);
            byte[] body = new byte[length];
            random.nextBytes(body);
            if (random.nextBoolean() && length >= 4) {
                body[0] = body[1] = body[2] = 0;
            }
            packet.put((byte) types[random.nextInt(types.length)]).put((byte) random.nextInt(8));
            packet.putShort((short) (random.nextInt(20) == 0 ? random.nextInt(65536) : 4 + length));
            packet.put(body);
            while (packet.position() % 4 != 0) {
                packet.put((byte) 0);
            }
        }
        byte[] data = Arrays.copyOf(packet.array(), packet.position());
        ByteBuffer.wrap(data).putInt(8, PacketWriter.checksum(new CRC32C(), data, 0, data.length));
        return data;
    }

    /** The tag that packets to the right side carry, read off a packet of the left side. */
    private static int tagOf(SctpNetwork network) {
        return network.right.association.localTag();
    }

    private static byte[] numbered(int number, int length) {
        byte[] data = new byte[Math.max(4, length)];
        Arrays.fill(data, (byte) number);
        ByteBuffer.wrap(data).putInt(number);
        return data;
    }

    private static void assertInOrder(List<Received> received, List<Integer> orderedStreams, String label) {
        Map<Integer, List<Integer>> numbers = new HashMap<>();
        for (Received message : received) {
            int number = ByteBuffer.wrap(message.data).getInt();
            for (int i = 4; i < message.data.length; i++) {
                if (message.data[i] != (byte) number) {
                    throw new AssertionError(label + ": message " + number + " is torn at " + i);
                }
            }
            numbers.computeIfAbsent(message.stream, unused -> new ArrayList<>()).add(number);
        }
        orderedStreams.forEach(stream -> assertThat(numbers.getOrDefault(stream, List.of()))
                .as(label)
                .isSorted()
                .doesNotHaveDuplicates());
    }
}
