package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.Wav;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guide/livekit-quick-start.md tells to do, with its participant. */
@Timeout(300)
@Tag("livekit")
class QuickStartIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldGiveASpokenAnswer() throws Exception {
        try (LivekitServer server = LivekitServer.start()) {
            Map<String, String> environment = Map.of(
                    "LIVEKIT_URL", server.url().toString(),
                    "LIVEKIT_API_KEY", server.credentials().apiKey(),
                    "LIVEKIT_API_SECRET", server.credentials().apiSecret());
            try (CliProcess dev = CliProcess.start(directory, environment, "dev", "--port", "0");
                    CliProcess token = CliProcess.start(
                            directory,
                            environment,
                            "room",
                            "token",
                            "--room",
                            "order",
                            "--identity",
                            "alice",
                            "--valid-for",
                            "1h")) {
                dev.err().await(line -> line.contains("registered as AW_"));
                assertThat(token.exitCode()).isEqualTo(ExitCode.OK);
                Path answer = directory.resolve("answer.wav");

                List<String> said =
                        call(server.url().toString(), token.out().all().get(0), answer);

                assertThat(said).anyMatch(line -> line.endsWith(": The pizza costs 10 dollars."));
                assertThat(Wav.read(answer).duration()).isGreaterThan(Duration.ofSeconds(1));
            }
        }
    }

    private static List<String> call(String url, String token, Path answer) {
        List<String> said = new ArrayList<>();
        try (PythonPeer caller = PythonPeer.start(
                QuickStartIT.class,
                "room-caller.py",
                url,
                token,
                "what is the price of the pizza",
                answer.toString())) {
            do {
                said.add(caller.next(Duration.ofMinutes(2)));
            } while (!said.get(said.size() - 1).endsWith(" s of the answer are in " + answer));
        }
        return said;
    }
}
