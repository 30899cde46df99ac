package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One behaviour at a time; {@link JitterSimulationTest} has them all at once. */
class JitterBufferTest {
    private static final long SECOND = 1_000_000;

    private final FakeDecoder decoder = FakeDecoder.loud();
    private final Call call = new Call(decoder);

    private static List<Integer> ids(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void shouldBeSilentBeforeAnythingComes() {
        call.runTo(SECOND);

        assertThat(call.playouts).hasSize(50).containsOnly(Playout.SILENT);
        assertThat(call.frame).containsOnly((short) 0);
    }

    @Test
    void shouldWaitNoLongerThanNeededOnASteadyNetwork() {
        call.talk(0, 500, false, id -> 30_000);
        call.runTo(10 * SECOND);

        assertThat(decoder.decoded).isEqualTo(ids(0, decoder.decoded.size())).hasSizeGreaterThan(495);
        assertThat(call.statistics().concealedSamples()).isZero();
        assertThat(call.statistics().late()).isZero();
        assertThat(call.statistics().targetDelayMillis()).isEqualTo(20);
        assertThat(call.most(JitterStatistics::currentDelayMillis, 5)).isLessThanOrEqualTo(40);
        assertThat(call.statistics().jitterMillis()).isLessThan(0.1);
    }

    @Test
    void shouldCountJitterAsTheStandardDoes() {
        call.talk(0, 500, false, id -> id % 2 == 0 ? 0 : 10_000);
        call.runTo(10 * SECOND);

        assertThat(call.statistics().jitterMillis()).isBetween(9.9, 10.1);
    }

    @Test
    void shouldDropDuplicates() {
        call.talk(0, 100, false, id -> 0);
        call.talk(0, 100, false, id -> 5_000);
        call.talk(0, 100, false, id -> 300_000);
        call.runTo(4 * SECOND);

        assertThat(decoder.decoded).isEqualTo(ids(0, 100));
        assertThat(call.statistics().duplicate()).isEqualTo(200);
        assertThat(call.statistics().late()).isZero();
    }

    @Test
    void shouldPutPacketsInOrder() {
        call.talk(0, 300, false, id -> id % 3 == 1 ? 45_000 : 0);
        call.runTo(7 * SECOND);

        assertThat(decoder.decoded).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(296);
        assertThat(call.statistics().late()).isLessThan(4);
    }

    @Test
    void shouldRecoverALostPacketFromTheNext() {
        for (int id = 0; id < 200; id++) {
            if (id % 20 != 19) {
                call.arrive(id * Call.FRAME_MICROS, id, FakeDecoder.payload(id, true));
            }
        }
        call.runTo(5 * SECOND);

        assertThat(call.statistics().lost()).isEqualTo(9);
        assertThat(decoder.recovered).hasSizeGreaterThanOrEqualTo(8).allMatch(id -> id % 20 == 19);
        assertThat(call.statistics().fecRecovered()).isEqualTo(decoder.recovered.size());
    }

    @Test
    void shouldConcealALostPacketWithoutFec() {
        for (int id = 0; id < 200; id++) {
            if (id % 20 != 19) {
                call.arrive(id * Call.FRAME_MICROS, id, FakeDecoder.payload(id, false));
            }
        }
        call.runTo(199 * Call.FRAME_MICROS);

        assertThat(call.statistics().lost()).isEqualTo(9);
        assertThat(decoder.recovered).isEmpty();
        assertThat(call.statistics().concealedSamples()).isBetween(9 * 960L, 11 * 960L);
        assertThat(call.statistics().targetDelayMillis()).isEqualTo(20);
    }

    @Test
    void shouldNotWaitForFecThatIsNotSent() {
        call.talk(0, 50, true, id -> 0);
        call.talk(51, 600, false, id -> 0);
        call.runTo(12 * SECOND);

        assertThat(call.statistics().targetDelayMillis()).isEqualTo(20);
    }

    @Test
    void shouldGoFromConcealmentToNoiseToSilence() {
        call.talk(0, 100, false, id -> 0);
        call.runTo(5 * SECOND);

        List<Playout> end = call.playouts.subList(95, call.playouts.size());
        assertThat(end).isSorted();
        assertThat(call.count(Playout.CONCEALED)).isBetween(4L, 6L);
        assertThat(call.count(Playout.COMFORT_NOISE)).isBetween(40L, 52L);
        assertThat(end.get(end.size() - 1)).isEqualTo(Playout.SILENT);
        assertThat(call.frame).containsOnly((short) 0);
    }

    @Test
    void shouldGiveNoiseNotConcealmentInPausesOfTheSender() {
        int id = 0;
        for (int turn = 0; turn < 5; turn++) {
            int start = turn * 100;
            for (int i = 0; i < 50; i++, id++) {
                arriveOfTurn(id, start + i, FakeDecoder.payload(id, false));
            }
            arriveOfTurn(id++, start + 50, new byte[] {9 << 3});
            arriveOfTurn(id, start + 70, FakeDecoder.payload(id, false));
            id++;
            arriveOfTurn(id++, start + 71, new byte[] {9 << 3});
        }
        call.runTo(10 * SECOND);

        assertThat(call.statistics().concealedSamples()).isZero();
        assertThat(call.statistics().lost()).isZero();
        assertThat(call.statistics().late()).isZero();
        assertThat(decoder.decoded).hasSize(5 * 51);
        assertThat(call.count(Playout.COMFORT_NOISE)).isGreaterThan(190);
    }

    private void arriveOfTurn(int id, int frame, byte[] payload) {
        call.arrive(
                frame * Call.FRAME_MICROS, call.firstSequence + id, call.firstTimestamp + frame * Call.FRAME, payload);
    }

    @Test
    void shouldWrapSequenceNumbersAndTimestamps() {
        call.firstSequence = 65_530;
        call.firstTimestamp = -5 * 960;
        call.talk(0, 100, false, id -> 0);
        call.runTo(SECOND);

        assertThat(decoder.decoded).isEqualTo(ids(0, decoder.decoded.size())).hasSizeGreaterThan(45);
        assertThat(call.statistics().concealedSamples()).isZero();
    }

    @Test
    void shouldFollowTheSenderToAnotherClock() {
        call.talk(0, 100, false, id -> 0);
        for (int id = 100; id < 200; id++) {
            call.arrive(
                    id * Call.FRAME_MICROS,
                    call.firstSequence + id,
                    777_000_000 + id * 960,
                    FakeDecoder.payload(id, false));
        }
        for (int id = 200; id < 300; id++) {
            call.arrive(id * Call.FRAME_MICROS, call.firstSequence + id, id * 960, FakeDecoder.payload(id, false));
        }
        call.runTo(6 * SECOND);

        assertThat(decoder.decoded).isSorted().hasSizeGreaterThan(294);
        assertThat(call.statistics().resyncs()).isEqualTo(2);
        assertThat(call.statistics().bufferedMillis()).isLessThan(60);
    }

    @Test
    void shouldFollowTheSenderToOtherSequenceNumbers() {
        call.talk(0, 100, false, id -> 0);
        for (int id = 100; id < 200; id++) {
            call.arrive(id * Call.FRAME_MICROS, 30_000 + id, 555 + id * 960, FakeDecoder.payload(id, false));
        }
        call.runTo(4 * SECOND);

        assertThat(decoder.decoded).isSorted().hasSizeGreaterThan(195);
        assertThat(call.statistics().discarded()).isLessThanOrEqualTo(3);
    }

    @Test
    void shouldFollowTheNetworkToALongerWay() {
        call.talk(0, 200, false, id -> id < 100 ? 20_000 : 620_000);
        call.runTo(5 * SECOND);

        assertThat(decoder.decoded).isSorted().hasSizeGreaterThan(192);
        assertThat(call.statistics().late()).isLessThan(6);
    }

    @Test
    void shouldBeginAnewOnReset() {
        call.talk(0, 50, false, id -> 0);
        call.runTo(SECOND);
        call.buffer.reset();
        for (int id = 50; id < 100; id++) {
            call.arrive(id * Call.FRAME_MICROS, id + 12, 99 + id * 960, FakeDecoder.payload(id, false));
        }
        call.runTo(2 * SECOND + 100_000);

        assertThat(decoder.resets).isEqualTo(1);
        assertThat(decoder.decoded).contains(50, 99);
        assertThat(call.statistics().discarded()).isZero();
    }

    @Test
    void shouldRecoverWithinAFrameWhenPullsStopped() {
        call.talk(0, 500, false, id -> 0);
        call.runTo(2 * SECOND);
        call.stallTo(4 * SECOND);

        assertThat(call.statistics().bufferedMillis()).isLessThanOrEqualTo(400);
        assertThat(call.statistics().discarded()).isGreaterThan(70);

        call.runTo(4 * SECOND + 25_000);
        assertThat(call.statistics().bufferedMillis()).isLessThanOrEqualTo(60);
        call.runTo(8 * SECOND);
        assertThat(call.most(JitterStatistics::currentDelayMillis, 102)).isLessThanOrEqualTo(60);
        assertThat(decoder.decoded).isSorted().contains(201, 350);
    }

    @Test
    void shouldPlayFasterAfterAShortStopOfPulls() {
        call.talk(0, 500, false, id -> 0);
        call.runTo(2 * SECOND);
        call.stallTo(2 * SECOND + 300_000);
        call.runTo(5 * SECOND);

        assertThat(call.statistics().discarded()).isZero();
        assertThat(call.statistics().currentDelayMillis()).isLessThan(45);
        assertThat(call.statistics().droppedSamples()).isGreaterThan(200 * 48);
    }

    @Test
    void shouldCountWhatIsNoOpus() {
        call.arrive(0, 0, new byte[0]);
        call.arrive(1, 1, new byte[] {3, 0});
        call.arrive(2, 2, new byte[1501]);
        call.runTo(SECOND);

        assertThat(call.statistics().malformed()).isEqualTo(3);
        assertThat(call.playouts).containsOnly(Playout.SILENT);
    }

    @Test
    void shouldConcealWhatTheDecoderRefuses() {
        call.talk(0, 20, false, id -> 0);
        call.arrive(20 * Call.FRAME_MICROS, 20, new byte[] {9 << 3, 0, 0});
        call.talk(21, 60, false, id -> 0);
        call.runTo(SECOND);

        assertThat(call.statistics().undecodable()).isEqualTo(1);
        assertThat(call.statistics().concealedSamples()).isEqualTo(960);
        assertThat(call.statistics().lost()).isZero();
    }

    @Test
    void shouldRefuseBoundsThatContradictEachOther() {
        assertThatThrownBy(() -> settings(10, 200, 400)).hasMessageContaining("min delay: PT0.01S (expected: 20 ms");
        assertThatThrownBy(() -> settings(20, 200, 300)).hasMessageContaining("capacity: PT0.3S (expected: at least");
        assertThatThrownBy(() -> settings(300, 200, 400)).isInstanceOf(IllegalArgumentException.class);
    }

    private static JitterSettings settings(int min, int max, int capacity) {
        return new JitterSettings(
                Duration.ofMillis(min),
                Duration.ofMillis(max),
                Duration.ofMillis(capacity),
                980,
                Duration.ofSeconds(1));
    }
}
