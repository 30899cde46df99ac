package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.Wav;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CallIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldAskThePriceByVoice() throws Exception {
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            URI uri = dev.uri(dev.out());
            try (CliProcess call = CliProcess.start(
                    directory,
                    Map.of(),
                    "call",
                    "--say",
                    "what is the price of the pizza",
                    "--json",
                    "--out",
                    "answer-%d.wav",
                    "--timeout",
                    "120",
                    "--url",
                    uri.toString())) {
                assertThat(call.exitCode()).as(call.err().all().toString()).isEqualTo(ExitCode.OK);

                JsonNode report =
                        new ObjectMapper().readTree(String.join("", call.out().all()));
                JsonNode turn = report.path("turns").path(0);
                assertThat(turn.path("heard").asText()).contains("price", "pizza");
                assertThat(turn.path("tool_calls")
                                .path(0)
                                .path("arguments")
                                .path("product")
                                .asText())
                        .isEqualTo("pizza");
                assertThat(turn.path("answer").asText()).contains("10");
                assertThat(Wav.read(directory.resolve("answer-1.wav")).duration())
                        .isGreaterThan(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void shouldSayThatTheServerRefusesTheCall() throws Exception {
        try (CliProcess start = CliProcess.start(
                directory, Map.of("PARLEY_API_KEY", "geheim"), "start", "--production", "--port", "0")) {
            URI uri = start.uri(start.err());
            try (CliProcess console = CliProcess.start(directory, Map.of(), "console", "--url", uri.toString())) {
                assertThat(console.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(console.err().all()).singleElement().asString().contains("401", "PARLEY_API_KEY");
            }
        }
    }
}
