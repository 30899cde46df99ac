package dev.parley.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a peer with the keys may try to make an association hold or compute without end. */
class HostilePeerTest {
    private static final int BEGIN = Chunk.FLAG_BEGIN;
    private static final int WHOLE = Chunk.FLAG_BEGIN | Chunk.FLAG_END;
    private static final int PROTOCOL = 53;

    private final Victim victim = new Victim(1);
    private int tsn = Victim.PEER_TSN;

    private static long processorMillis() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
    }

    private byte[] whole(int stream, int sequence, int size) {
        return SctpRepair.data(WHOLE, tsn++, stream, sequence, PROTOCOL, new byte[size]);
    }

    @Test
    void shouldNotBeHeldUpByAMessageOfTinyFragments() {
        long few = timeOfFragments(2_000);
        tsn = Victim.PEER_TSN;
        long many = timeOfFragments(16_000);

        assertThat(many).as("ms for 16000, where 2000 took %d", few).isLessThan(16 * Math.max(few, 40));
    }

    private static long timeOfFragments(int count) {
        Victim victim = new Victim(2);
        long start = processorMillis();
        for (int i = 0; i < count; i += 50) {
            byte[][] chunks = new byte[50][];
            for (int k = 0; k < 50; k++) {
                int flags = i + k == 0 ? BEGIN : 0;
                chunks[k] = SctpRepair.data(flags, Victim.PEER_TSN + i + k, 1, 0, PROTOCOL, new byte[1]);
            }
            victim.take(victim.packet(chunks));
        }
        assertThat(victim.held()).isPositive();
        return processorMillis() - start;
    }

    @Test
    void shouldLetGoOfMessagesWhoseTurnIsOver() {
        victim.take(victim.packet(whole(1, 0, 100), whole(1, 1, 100)));
        for (int i = 0; i < 100; i++) {
            victim.take(victim.packet(whole(1, 0, 1000)));
        }

        assertThat(victim.held()).isZero();
        assertThat(victim.received).isEqualTo(2);
    }

    @Test
    void shouldHoldASequenceNumberOnce() {
        victim.take(victim.packet(whole(1, 5, 1000)));
        int once = victim.held();
        for (int i = 0; i < 100; i++) {
            victim.take(victim.packet(whole(1, 5, 1000)));
        }

        assertThat(victim.held()).isEqualTo(once);
    }

    @Test
    void shouldLetGoOfWhatWaitsInAStreamThatIsReset() {
        victim.take(victim.packet(whole(1, 5, 1000), whole(2, 5, 1000)));
        victim.take(victim.packet(SctpRepair.resetRequest(Victim.PEER_TSN, tsn - 1, 1)));
        int other = victim.held();
        victim.take(victim.packet(SctpRepair.resetRequest(Victim.PEER_TSN + 1, tsn - 1)));

        assertThat(other).isPositive();
        assertThat(victim.held()).isZero();
    }

    @Test
    void shouldSkipFarInTime() {
        long start = processorMillis();
        for (int round = 0; round < 50; round++) {
            int[] skips = new int[400];
            for (int stream = 0; stream < 200; stream++) {
                int far = 30_002 * round + 30_001;
                victim.take(victim.packet(whole(stream, far & 0xFFFF, 1)));
                skips[2 * stream] = stream;
                skips[2 * stream + 1] = far - 1 & 0xFFFF;
            }
            victim.take(victim.packet(SctpRepair.forward(tsn - 1, skips)));
        }

        assertThat(victim.received).isEqualTo(50 * 200);
        assertThat(Duration.ofMillis(processorMillis() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void shouldAnswerAnInitOnlyIfItComesAlone() {
        byte[] init = SctpRepair.chunk(
                Chunk.INIT, 0, InitChunk.body(Victim.PEER_TAG, 7, SctpSettings.dataChannels(), new byte[0]));
        byte[][] many = new byte[20][];
        Arrays.fill(many, init);
        long before = victim.sentBytes;
        victim.take(SctpRepair.packet(0, many));

        assertThat(victim.sentBytes).isEqualTo(before);
        victim.take(SctpRepair.packet(0, init));
        assertThat(victim.sentBytes).isGreaterThan(before);
    }
}
