package dev.parley.bench.realtime.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessorTimeTest {

    @Test
    void shouldCountNewThreadsWholeAndForgetThoseThatEnded() {
        ProcessorTime begin = new ProcessorTime(
                1_000_000_000L, Map.of("7", 500_000_000L, "8", 900_000_000L), Map.of("9", 100_000_000L), 10);
        ProcessorTime end = new ProcessorTime(
                3_000_000_000L, Map.of("7", 700_000_000L, "10", 50_000_000L), Map.of("9", 200_000_000L), 11);

        ProcessorTime.Used used = end.since(begin);

        assertThat(used.seconds()).isEqualTo(2);
        assertThat(used.client()).isCloseTo(0.25, within(1e-9));
        assertThat(used.others()).isCloseTo(0.65, within(1e-9));
    }

    @Test
    void shouldReadWhatTheKernelWrites() {
        String stat = "cpu  100 20 30 5000 40 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n";
        String rollup =
                "55d0-7ffc ---p 00000000 00:00 0  [rollup]\nRss:               10240 kB\nPss:                1 kB\n";

        assertThat(ProcessorTime.busySeconds(stat)).isCloseTo(1.63, within(1e-9));
        assertThat(ProcessTree.residentKib(rollup)).isEqualTo(10_240);
        assertThat(ProcessTree.runNanos("123456789 42 7\n")).isEqualTo(123_456_789L);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldFindThisVeryProcess() {
        ProcessHandle self = ProcessHandle.current();

        assertThat(ProcessTree.residentMib(self)).isGreaterThan(10);
        assertThat(ProcessTree.threadNanos(self).values()).anyMatch(nanos -> nanos > 0);
    }
}
