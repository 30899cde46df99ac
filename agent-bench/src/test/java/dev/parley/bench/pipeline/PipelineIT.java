package dev.parley.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small run from end to end, with LiveKit Agents where it is installed. Figures are printed, only the work is asserted. */
@Tag("livekit")
class PipelineIT {
    private static final String NUMBER = "-?\\d+\\.\\d+";

    /** Turns of 3 s instead of 9. */
    private static final String TIMETABLE = "{\"period_ms\":3000,\"speech_ms\":600,\"tokens\":5}";

    @Test
    @Timeout(180)
    void shouldDoTheTimetablesWork() throws Exception {
        Path python = Path.of(Optional.ofNullable(System.getenv("PARLEY_TOOLS"))
                        .orElse(System.getProperty("user.home") + "/.cache/parley/tools"))
                .resolve("realtime-peers/bin/python");
        List<String> clients = Files.isExecutable(python) ? List.of("parley", "livekit") : List.of("parley");
        Process pipeline = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pipeline.class.getName(),
                        "--bench",
                        ".",
                        "--clients",
                        String.join(",", clients),
                        "--sessions",
                        "2",
                        "--warm",
                        "4",
                        "--seconds",
                        "9",
                        "--timetable",
                        TIMETABLE)
                .redirectErrorStream(true)
                .start();
        List<String> lines =
                pipeline.inputReader().lines().peek(System.out::println).toList();

        assertThat(pipeline.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pipeline.exitValue()).as(String.join("\n", lines)).isZero();
        for (String client : clients) {
            assertThat(lines)
                    .anyMatch(line -> line.matches("\\| 2 \\| " + client + " \\| (-|" + NUMBER + ") \\| " + NUMBER
                            + " \\| " + NUMBER + " \\| " + NUMBER + " / " + NUMBER + " \\| " + NUMBER + " / " + NUMBER
                            + " \\| .*"));
        }
    }
}
