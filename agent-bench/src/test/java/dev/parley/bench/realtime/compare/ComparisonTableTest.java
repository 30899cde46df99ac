package dev.parley.bench.realtime.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

    private static Slice slice(double cpu, double realtime, List<Double> clears, List<Double> tools) {
        Optional<Quantiles> out = Optional.of(new Quantiles(10, 0.25, 1.5));
        return new Slice(cpu, 0.1, realtime, out, Optional.empty(), clears, 1, tools, 2_048, 0);
    }

    private static Result.Measured measured(String client, double mib, Slice... slices) {
        return new Result.Measured(client, 100, List.of(slices), List.of(mib));
    }

    private static List<String> rows(Result... results) {
        return new ComparisonTable(List.of(results)).toString().lines().skip(2).toList();
    }

    @Test
    void shouldTellProcessorTimeInMultiplesOfTheFloor() {
        assertThat(rows(
                        measured("floor", 0.5, slice(0.02, 1, List.of(), List.of())),
                        measured("parley", 0.75, slice(0.05, 1, List.of(0.25, 0.5), List.of(1.5)))))
                .containsExactly(
                        "| 100 | floor | 1.0 | 0.0200 | 0.25 / 1.50 | - | - (1) | - | 0.50 | 2 | 0.10 |",
                        "| 100 | parley | 2.5 | 0.0500 | 0.25 / 1.50 | - | 0.25 / 0.25 (1) | 1.50 | 0.75 | 2 | 0.10 |");
    }

    @Test
    void shouldSayWhoFellBehindFailedOrWasNotRun() {
        assertThat(rows(
                        measured("livekit", 1, slice(0.6, 0.5, List.of(), List.of())),
                        new Result.NotRun("pipecat", 100, 2.34),
                        new Result.Failed("parley", 100, "no answer")))
                .satisfiesExactly(
                        row -> assertThat(row).startsWith("| 100 | livekit (fell behind) | - | 0.6000 |"),
                        row -> assertThat(row).isEqualTo("| 100 | pipecat | more than a core: 2.3 |"),
                        row -> assertThat(row).isEqualTo("| 100 | parley | failed |"));
    }

    @Test
    void shouldJoinRounds() {
        Result.Measured first = measured("parley", 1, slice(0.1, 1, List.of(1.0), List.of()));
        Result.Measured second = measured("parley", 3, slice(0.3, 1, List.of(2.0), List.of()));
        Result failed = new Result.Failed("parley", 100, "no answer");

        assertThat(first.and(second)).isInstanceOfSatisfying(Result.Measured.class, both -> {
            assertThat(both.cpuPerSessionMinute()).isEqualTo(0.3);
            assertThat(both.mib()).isEqualTo(3);
            assertThat(both.clears()).contains(new Quantiles(2, 1, 1));
            assertThat(both.missed()).isEqualTo(2);
        });
        assertThat(first.and(failed)).isEqualTo(failed);
        assertThat(failed.and(first)).isEqualTo(failed);
        assertThat(first.and(new Result.NotRun("parley", 100, 2))).isEqualTo(first);
    }
}
