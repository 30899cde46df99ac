package dev.parley.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.realtime.compare.ProcessorTime;
import dev.parley.bench.realtime.compare.Quantiles;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private static final Timetable TIMETABLE = Timetable.standard();

    /** In nine seconds each session has one turn. */
    private static Result result(String client, int sessions, double cpuSeconds, int turns) throws Exception {
        String told = String.format(
                "{\"turns\":%d,\"transcripts\":%d,\"frames_heard\":%d,\"audio_out_s\":%d,\"errors\":0,"
                        + "\"decision\":{\"n\":%d,\"p50_ms\":1.5,\"p99_ms\":4},\"frames_late\":{\"n\":0}}",
                turns, turns, turns * 450, turns * 4, turns);
        return Result.of(
                TIMETABLE,
                client,
                sessions,
                new ProcessorTime.Used(9, cpuSeconds, 0.9),
                50,
                new ObjectMapper().readTree(told));
    }

    private static List<String> rows(Result... results) {
        return new ResultTable(List.of(results)).toString().lines().skip(2).toList();
    }

    @Test
    void shouldReckonBySessionAndMinute() throws Exception {
        Result result = result("parley", 100, 4.5, 100);

        assertThat(result.cpu()).isCloseTo(0.3, within(1e-9));
        assertThat(result.cores()).isCloseTo(0.5, within(1e-9));
        assertThat(result.others()).isCloseTo(0.1, within(1e-9));
        assertThat(result.mib()).isEqualTo(0.5);
        assertThat(result.decisions()).contains(new Quantiles(100, 1.5, 4));
        assertThat(result.framesLate()).isEqualTo(Optional.empty());
        assertThat(result.keptUp()).isTrue();
    }

    @Test
    void shouldTellShareOfThePeersProcessorTime() throws Exception {
        assertThat(rows(result("parley", 100, 1.5, 100), result("livekit", 100, 6, 100)))
                .containsExactly(
                        "| 100 | parley | 0.25 | 0.1000 | 0.17 | 1.50 / 4.00 | - | 0.50 | 100 | 100 | 45000 | 400 | 0.10 |",
                        "| 100 | livekit | 1.00 | 0.4000 | 0.67 | 1.50 / 4.00 | - | 0.50 | 100 | 100 | 45000 | 400 | 0.10 |");
    }

    @Test
    void shouldCompareWithTheMostSessionsWithWhichThePeerKeptUp() throws Exception {
        Result behind = result("livekit", 400, 8.9, 300);

        assertThat(behind.saturated()).isTrue();
        assertThat(rows(
                        result("livekit", 50, 3.5, 50),
                        result("livekit", 100, 6, 100),
                        result("parley", 400, 6, 400),
                        behind))
                .satisfies(rows -> {
                    assertThat(rows.get(2)).startsWith("| 400 | parley | 0.25 of its 100 | 0.1000 |");
                    assertThat(rows.get(3)).startsWith("| 400 | livekit (fell behind) | - | 0.1483 |");
                });
    }

    /** Who does less without being short of a processor has left work out. */
    @Test
    void shouldFailWhoLeavesWorkOut() throws Exception {
        Result idle = result("livekit", 100, 3, 50);

        assertThat(idle.saturated()).isFalse();
        assertThat(idle.summary()).contains("; not the timetable's work: turns: 50 (expected: 100), ");
        assertThat(rows(result("parley", 100, 1.5, 100), idle)).satisfies(rows -> {
            assertThat(rows.get(0)).startsWith("| 100 | parley | - | 0.1000 |");
            assertThat(rows.get(1)).startsWith("| 100 | livekit (failed) | - | 0.2000 |");
        });
    }
}
