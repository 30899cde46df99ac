package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.parley.audio.Wav;
import dev.parley.cli.caller.Utterances;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A caller with LiveKit's own Python package, in a room of the real server that the agent is dispatched into. */
@Timeout(300)
class RoomCallIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldTalkInARoomOfTheRealServer() throws Exception {
        try (LivekitServer server = LivekitServer.start();
                CliProcess dev = CliProcess.start(
                        directory,
                        Map.of(
                                "LIVEKIT_URL", server.url().toString(),
                                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                                "LIVEKIT_API_SECRET", server.credentials().apiSecret()),
                        "dev",
                        "--port",
                        "0")) {
            URI uri = dev.uri(dev.out());
            String token = AccessToken.of(server.credentials())
                    .identity("alice")
                    .video(VideoGrant.join("order"))
                    .toJwt();

            List<String> lines = call(server.url().toString(), token, question("what is the price of the pizza"));

            assertThat(lines)
                    .anyMatch(line -> line.startsWith("text caller true") && line.endsWith("pizza"))
                    .contains(
                            "text agent true Hello, this is the order desk. What would you like to order?",
                            "text agent true The pizza costs 10 dollars.",
                            "text agent true We have 100 salads in stock.")
                    .containsSubsequence("state listening", "state thinking", "state speaking", "state listening");
            assertThat(Wav.read(directory.resolve("heard.wav")).duration()).isGreaterThan(Duration.ofSeconds(5));
            assertThat(jobsGone(uri)).isTrue();
        }
    }

    private String question(String text) throws Exception {
        Path file = directory.resolve("question.wav");
        Wav.write(Utterances.speak(List.of(text), ConfigFactory.load()).get(0), file);
        return file.toString();
    }

    private List<String> call(String url, String token, String question) {
        List<String> lines = new ArrayList<>();
        String heard = directory.resolve("heard.wav").toString();
        try (PythonPeer caller = PythonPeer.start(RoomCallIT.class, "caller.py", url, token, heard, question)) {
            while (!lines.contains("leaving")) {
                lines.add(caller.next(PATIENCE));
            }
            while (!lines.contains("<end of output>")) {
                lines.add(caller.next(PATIENCE));
            }
        }
        return lines;
    }

    /** The person has left for good: the job ends by itself. */
    private static boolean jobsGone(URI uri) throws Exception {
        HttpRequest health = HttpRequest.newBuilder(uri.resolve("/health")).build();
        for (int i = 0; i < 100; i++) {
            String body = HttpClient.newHttpClient()
                    .send(health, HttpResponse.BodyHandlers.ofString())
                    .body();
            if (body.contains("\"0 of ")) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return false;
    }
}
