package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded networks of every kind, on virtual time. */
class JitterSimulationTest {
    private static final long SECOND = 1_000_000;

    /** 20 s over a network with up to 100 ms of jitter, 5 % loss, 2 % reordered by up to 60 ms more, 2 % sent twice. */
    private static final class Rough {
        final FakeDecoder decoder = FakeDecoder.talking();
        final Call call = new Call(decoder);
        final Set<Integer> lost = new HashSet<>();

        Rough(long seed, boolean fec) {
            Random random = new Random(seed);
            call.firstSequence = random.nextInt(65_536);
            call.firstTimestamp = random.nextInt();
            for (int id = 0; id < 1000; id++) {
                byte[] payload = FakeDecoder.payload(id, fec);
                long at = id * Call.FRAME_MICROS + random.nextInt(100_000);
                if (random.nextInt(100) < 2) {
                    at += random.nextInt(60_000);
                }
                if (random.nextInt(100) < 5) {
                    lost.add(id);
                    continue;
                }
                call.arrive(at, id, payload);
                if (random.nextInt(100) < 2) {
                    call.arrive(at + random.nextInt(100_000), id, payload);
                }
            }
            call.runTo(20 * SECOND);
        }
    }

    @Test
    void shouldPlayEachPacketOnceAndInOrderOnARoughNetwork() {
        double late = 0;
        double delay = 0;
        double target = 0;
        double filled = 0;
        int runs = 60;
        for (int seed = 0; seed < runs; seed++) {
            Rough run = new Rough(seed, false);
            JitterStatistics end = run.call.statistics();

            assertThat(run.decoder.decoded).isSorted().doesNotHaveDuplicates().doesNotContainAnyElementsOf(run.lost);
            // What was made up stands for what was lost or late, or let the delay grow until it was taken out again.
            double grown = end.droppedSamples() + end.targetDelayMillis() * 48 + 960;
            assertThat((double) end.concealedSamples())
                    .isLessThanOrEqualTo((run.lost.size() + end.late()) * 960 + grown);
            assertThat(run.call.most(JitterStatistics::bufferedMillis, 0)).isLessThanOrEqualTo(400);
            assertThat(run.call.most(JitterStatistics::currentDelayMillis, 0)).isLessThanOrEqualTo(240);
            assertThat(run.call.most(JitterStatistics::targetDelayMillis, 0)).isLessThanOrEqualTo(200);
            late += end.late();
            filled += end.concealedSamples() / 960.0 / run.lost.size();
            delay += run.call.mean(JitterStatistics::currentDelayMillis, 250);
            target += run.call.mean(JitterStatistics::targetDelayMillis, 250);
        }
        System.out.printf(
                "rough network: late %.2f %%, made up for each lost packet %.2f, delay %.0f ms, target %.0f ms%n",
                late / runs / 10, filled / runs, delay / runs, target / runs);
        assertThat(late / runs / 1000).isLessThan(0.02);
        assertThat(filled / runs).isLessThan(1.3);
        assertThat(target / runs).isBetween(100.0, 150.0);
        assertThat(delay / runs).isBetween(target / runs - 15, target / runs + 20);
    }

    @Test
    void shouldRecoverMostOfWhatIsLostOnARoughNetworkByFec() {
        double recovered = 0;
        double lost = 0;
        for (int seed = 0; seed < 30; seed++) {
            Rough run = new Rough(seed, true);
            assertThat(run.lost.stream()
                            .filter(id -> run.decoder.recovered.contains(id))
                            .count())
                    .isGreaterThan(run.lost.size() / 2);
            assertThat(run.decoder.recovered).doesNotContainAnyElementsOf(run.decoder.decoded);
            recovered += run.call.statistics().fecRecovered();
            lost += run.lost.size();
        }
        System.out.printf("rough network: recovered by FEC %.0f %%%n", 100 * recovered / lost);
        assertThat(recovered / lost).isGreaterThan(0.8);
    }

    @Test
    void shouldOutliveBurstsOfLoss() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            FakeDecoder decoder = FakeDecoder.talking();
            Call call = new Call(decoder);
            List<Integer> sent = new ArrayList<>();
            for (int id = 0; id < 1000; id++) {
                if (id > 50 && random.nextInt(60) == 0) {
                    id += 1 + random.nextInt(25);
                }
                sent.add(id);
                call.arrive(id * Call.FRAME_MICROS + random.nextInt(5_000), id, FakeDecoder.payload(id, false));
            }
            call.runTo(21 * SECOND);

            assertThat(decoder.decoded).isSorted().doesNotHaveDuplicates();
            assertThat(decoder.decoded.size()).isGreaterThanOrEqualTo(sent.size() * 97 / 100);
            assertThat(call.most(JitterStatistics::currentDelayMillis, 0)).isLessThanOrEqualTo(220);
        }
    }

    @ParameterizedTest(name = "{0} ppm")
    @ValueSource(ints = {-1000, -200, 200, 1000})
    void shouldFollowAClockThatDrifts(int partsPerMillion) {
        for (boolean pausing : new boolean[] {true, false}) {
            FakeDecoder decoder = pausing ? FakeDecoder.talking() : FakeDecoder.loud();
            Call call = new Call(decoder);
            Random random = new Random(partsPerMillion);
            int packets = 30_000;
            for (int id = 0; id < packets; id++) {
                long sent = id * Call.FRAME_MICROS * (1_000_000L + partsPerMillion) / 1_000_000;
                call.arrive(sent + random.nextInt(10_000), id, FakeDecoder.payload(id, false));
            }
            call.runTo(595 * SECOND);

            JitterStatistics end = call.statistics();
            long corrected = end.stretchedSamples() + end.droppedSamples();
            System.out.printf(
                    "%d ppm, %s: delay at most %.0f ms, target %.0f, corrected %d samples, in speech %d, concealed %d%n",
                    partsPerMillion,
                    pausing ? "with pauses" : "without pauses",
                    call.most(JitterStatistics::currentDelayMillis, 50),
                    end.targetDelayMillis(),
                    corrected,
                    end.adjustedInSpeechSamples(),
                    end.concealedSamples());
            assertThat(decoder.decoded).isSorted().doesNotHaveDuplicates();
            assertThat(call.most(JitterStatistics::currentDelayMillis, 50)).isLessThan(70);
            assertThat(call.most(JitterStatistics::bufferedMillis, 0)).isLessThan(120);
            assertThat(end.concealedSamples()).isLessThan(5 * 960);
            assertThat(end.late() + end.discarded()).isLessThan(10);
            if (pausing) {
                assertThat(end.adjustedInSpeechSamples()).isLessThan(corrected / 5 + 1000);
            }
        }
    }

    @Test
    void shouldGrowTheDelayFastAndShrinkItSlowly() {
        FakeDecoder decoder = FakeDecoder.talking();
        Call call = new Call(decoder);
        Random random = new Random(9);
        call.talk(0, 3000, false, id -> id >= 500 && id < 1000 ? random.nextInt(100_000) : random.nextInt(2_000));
        call.runTo(59 * SECOND);

        assertThat(call.history.get(499).targetDelayMillis()).isLessThan(30);
        assertThat(call.history.get(550).targetDelayMillis())
                .as("a second later")
                .isGreaterThan(90);
        assertThat(call.history.get(1200).targetDelayMillis()).as("4 s after").isGreaterThan(80);
        assertThat(call.history.get(2900).targetDelayMillis()).isLessThan(30);
        assertThat(call.history.get(2900).currentDelayMillis()).isLessThan(50);
    }

    @Test
    void shouldStayWithinItsBoundsWhateverComes() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            FakeDecoder decoder = FakeDecoder.talking();
            Call call = new Call(decoder);
            long at = 0;
            int sequence = random.nextInt();
            int timestamp = random.nextInt();
            for (int i = 0; i < 500; i++) {
                at += random.nextInt(40_000);
                sequence = random.nextInt(30) == 0 ? random.nextInt() : sequence + random.nextInt(4) - 1;
                timestamp = random.nextInt(30) == 0 ? random.nextInt() : timestamp + 120 * random.nextInt(60) - 960;
                call.arrive(at, sequence, timestamp, payload(random, i));
                if (random.nextInt(50) == 0) {
                    call.runTo(at);
                    call.buffer.reset();
                } else if (random.nextInt(50) == 0) {
                    call.stallTo(at);
                }
                assertThat(call.statistics().bufferedMillis()).isLessThanOrEqualTo(400);
            }
            call.runTo(at + 5 * SECOND);

            assertThat(call.most(JitterStatistics::bufferedMillis, 0)).isLessThanOrEqualTo(400);
            assertThat(call.playouts.get(call.playouts.size() - 1)).isEqualTo(Playout.SILENT);
            assertThat(call.statistics().received()).isEqualTo(500);
        }
    }

    private static byte[] payload(Random random, int id) {
        byte[] payload = FakeDecoder.payload(id, random.nextBoolean());
        payload[0] = (byte) (random.nextInt(32) << 3 | (random.nextInt(10) == 0 ? random.nextInt(4) : 0));
        return payload;
    }
}
