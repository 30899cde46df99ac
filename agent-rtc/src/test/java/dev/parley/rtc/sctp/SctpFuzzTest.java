package dev.parley.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SctpFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of("SCTP packet", Corpus.hex(SctpFuzzTest.class, "/fuzz/sctp.txt"));

    @Test
    void shouldKeepToItsBoundsWhateverComes() {
        fuzzer.inputs(20_000, Attacked::new);
    }

    @Test
    @Tag("long")
    void shouldKeepToItsBoundsWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(4), Attacked::new);
    }

    /** Damaged packets of a real server in turn with sound ones that say what no peer should. */
    private static final class Attacked implements Fuzzer.Target {
        private static final int MOST_HELD = 2 * SctpSettings.dataChannels().receiveBuffer() + 4096;

        private final SplittableRandom random;
        private long seed;
        private Victim victim;

        Attacked(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.victim = new Victim(seed);
        }

        @Override
        public void take(byte[] input) {
            if (victim.ended) {
                victim = new Victim(++seed);
            }
            if (random.nextInt(4) == 0) {
                byte[] own = new byte[1 + random.nextInt(2000)];
                Reliability reliability = random.nextBoolean() ? Reliability.RELIABLE : new Reliability(false, 0, -1);
                victim.association.send(victim.now, random.nextInt(4), 51, own, reliability);
            }
            long before = victim.sentBytes;
            int tag = victim.association.localTag();
            victim.take(random.nextBoolean() ? SctpRepair.sealed(input, tag) : victim.packet(chunks()));
            assertThat(victim.held()).isBetween(0, MOST_HELD);
            assertThat(victim.association.statistics().bufferedBytes())
                    .isBetween(0, SctpSettings.dataChannels().sendBuffer());
            assertThat(victim.sentBytes - before).isLessThan(64 * 1024);
            victim.now += random.nextInt(50);
            victim.association.tick(victim.now);
        }

        private byte[][] chunks() {
            return IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(i -> chunk())
                    .toArray(byte[][]::new);
        }

        private byte[] chunk() {
            int tsn = Victim.PEER_TSN + random.nextInt(-4, random.nextInt(8) == 0 ? 5_000 : 80);
            int stream = random.nextInt(random.nextInt(8) == 0 ? 65_536 : 4);
            int sequence = random.nextInt(random.nextInt(8) == 0 ? 65_536 : 8);
            return switch (random.nextInt(10)) {
                case 0 -> SctpRepair.forward(tsn, stream, sequence, stream, sequence + 3);
                case 1 -> SctpRepair.resetRequest(Victim.PEER_TSN + random.nextInt(4), tsn, stream, stream + 1);
                case 2 -> SctpRepair.resetRequest(Victim.PEER_TSN + random.nextInt(4), tsn);
                case 3 -> SctpRepair.chunk(Chunk.HEARTBEAT, 0, new byte[random.nextInt(64)]);
                default ->
                    SctpRepair.data(random.nextInt(16), tsn, stream, sequence, 51, new byte[1 + random.nextInt(100)]);
            };
        }
    }
}
