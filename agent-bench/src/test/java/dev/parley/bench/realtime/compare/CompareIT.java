package dev.parley.bench.realtime.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small comparison from end to end: the real clients and server, processes of their own. Figures are printed, not asserted. */
@Tag("livekit")
class CompareIT {
    /** Turns of some 3 s instead of 7. */
    private static final String SCENARIO = "{\"barge_every\":2,\"fn_every\":3,\"stagger_ms\":300,\"user_start_ms\":200,"
            + "\"user_dur_ms\":500,\"resp_ms\":1000,\"barge_at_ms\":600,\"barge_resp_ms\":2000,\"greet_ms\":400,\"gap_ms\":200}";

    /** Others may want the machine too. */
    private static final String BEHIND = "( \\(fell behind\\))? ";

    private static final String NUMBER = "\\d+\\.\\d+";

    @Test
    @Timeout(180)
    void shouldCompareParleyWithTheFloor() throws Exception {
        Process compare = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Compare.class.getName(),
                        "--bench",
                        ".",
                        "--clients",
                        "floor,parley",
                        "--sessions",
                        "4",
                        "--warm",
                        "5",
                        "--seconds",
                        "14",
                        "--pin",
                        "none",
                        "--scenario",
                        SCENARIO)
                .redirectErrorStream(true)
                .start();
        List<String> lines =
                compare.inputReader().lines().peek(System.out::println).toList();

        assertThat(compare.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(compare.exitValue()).as(String.join("\n", lines)).isZero();
        assertThat(lines)
                .anyMatch(line -> line.matches("\\| 4 \\| floor" + BEHIND + "\\| 1\\.0 \\| " + NUMBER + " \\| " + pair()
                        + " \\| - \\| " + pair() + " \\(\\d+\\) \\| - \\| .*"))
                .anyMatch(line ->
                        line.matches("\\| 4 \\| parley" + BEHIND + "\\| " + NUMBER + " \\| " + NUMBER + " \\| " + pair()
                                + " \\| " + pair() + " \\| " + pair() + " \\(\\d+\\) \\| " + NUMBER + " \\| .*"))
                .anyMatch(line -> line.startsWith("parley with 4 sessions") && line.endsWith(" 0 errors"));
    }

    private static String pair() {
        return "-?" + NUMBER + " / -?" + NUMBER;
    }
}
