package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ServerIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldServeSayHowToCallAndDrainWhenTold() throws Exception {
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            URI uri = dev.uri(dev.out());
            dev.out().await(line -> line.contains("agent-cli call --url " + uri));

            assertThat(run("health", "--url", uri.toString())).isEqualTo(ExitCode.OK);
            assertThat(dev.out().all()).anyMatch(line -> line.startsWith("  models  "));

            dev.terminate();
            assertThat(dev.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Test // case 40, a second signal
    void shouldEndAtOnceAtTheSecondSignal() throws Exception {
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            URI uri = dev.uri(dev.out());
            post(uri, "a/start", "{}");

            dev.terminate();
            dev.err().await(line -> line.contains("Told to stop"));
            dev.err().await(line -> line.contains("Draining: [1] calls"));
            dev.terminate();

            assertThat(dev.exitCode()).isEqualTo(128 + 15);
        }
    }

    @Test
    void shouldEndThoughItsActorSystemDoesNot() throws Exception {
        try (CliProcess start = CliProcess.start(
                directory, Map.of(), "start", "--port", "0", "--agent", LingeringAgent.class.getName())) {
            start.uri(start.err());

            start.terminate();

            assertThat(start.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(start.err().all()).anyMatch(line -> line.contains("has not closed all its connections"));
        }
    }

    @Test
    void shouldSayOnceThatThePortIsInUse() throws Exception {
        try (CliProcess first = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            String port = Integer.toString(first.uri(first.out()).getPort());
            try (CliProcess second = CliProcess.start(directory, Map.of(), "dev", "--port", port)) {
                assertThat(second.exitCode()).isEqualTo(ExitCode.PORT);
                assertThat(second.err().all()).singleElement().asString().contains(port, "--port");
                assertThat(second.out().all()).isEmpty();
            }
        }
    }

    @Test
    void shouldLogJsonAndWantAKeyInProduction() throws Exception {
        Path file = Files.writeString(directory.resolve("prod.json"), "{\"agent_name\": \"desk\", \"max_jobs\": 2}");
        try (CliProcess start = CliProcess.start(
                directory,
                Map.of("PARLEY_API_KEY", "geheim"),
                "start",
                "--production",
                "--port",
                "0",
                "--config-file",
                file.toString())) {
            URI uri = start.uri(start.err());

            assertThat(status(uri.resolve("/health"))).isEqualTo(200);
            assertThat(status(uri.resolve("/api/calls"))).isEqualTo(401);
            assertThat(status(uri.resolve("/api/calls?api_key=geheim"))).isEqualTo(200);

            start.terminate();
            assertThat(start.exitCode()).isEqualTo(ExitCode.OK);
            for (String line : start.err().all()) {
                assertThat(JSON.readTree(line).path("level").asText()).isNotEmpty();
                assertThat(line).doesNotContain("geheim");
            }
        }
    }

    @Test
    void shouldNameAnUnknownKey() throws Exception {
        Path file = Files.writeString(directory.resolve("prod.json"), "{\"agentname\": \"desk\"}");
        try (CliProcess start =
                CliProcess.start(directory, Map.of(), "start", "--port", "0", "--config-file", file.toString())) {
            assertThat(start.exitCode()).isEqualTo(ExitCode.SETTINGS);
            assertThat(start.err().all())
                    .singleElement()
                    .asString()
                    .contains("unknown key: agentname", "did you mean agent_name?");
        }
    }

    @Test
    void shouldReloadAFileAndKeepTheCodeWhenItDoesNotCompile() throws Exception {
        Path file = Files.writeString(directory.resolve("Parrot.java"), parrot("one"));
        try (CliProcess dev = CliProcess.start(
                directory, Map.of(), "dev", "--hot-reload", "--port", "0", "--agent", file.toString())) {
            URI uri = dev.uri(dev.out());
            assertThat(answer(uri, "a")).isEqualTo("one");

            Files.writeString(file, parrot("two").replace("super(", "supper("));
            dev.err().await(line -> line.contains("Not reloaded"));
            dev.err().await(line -> line.contains("Parrot.java:"));
            assertThat(answer(uri, "b")).isEqualTo("one");

            Files.writeString(file, parrot("two"));
            dev.err().await(line -> line.contains("Reloaded [Parrot], version [2]"));
            assertThat(answer(uri, "c")).isEqualTo("two");
            assertThat(post(uri, "a/text", "{\"text\":\"still there?\"}")
                            .path("answer")
                            .asText())
                    .isNotEmpty();
        }
    }

    /** An agent that gives one and the same answer. */
    private static String parrot(String answer) {
        return """
                import akka.NotUsed;
                import akka.stream.javadsl.Source;
                import dev.parley.agent.*;
                import dev.parley.llm.*;

                public class Parrot extends Agent {
                    public Parrot() {
                        super(AgentSpec.instructions("Repeat.").llm(new Words()));
                    }

                    static class Words implements LanguageModel {
                        public String name() { return "words"; }
                        public LanguageModelCapabilities capabilities() { return CAPABILITIES; }
                        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
                            return Source.single(new ChatChunk.TextDelta("ANSWER"));
                        }
                    }
                }
                """.replace("ANSWER", answer).replace("CAPABILITIES", "new LanguageModelCapabilities(true, true)");
    }

    private String answer(URI uri, String call) throws Exception {
        post(uri, call + "/start", "{}");
        return post(uri, call + "/text", "{\"text\":\"hello\"}").path("answer").asText();
    }

    private JsonNode post(URI uri, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/api/calls/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private int status(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private int run(String... arguments) throws Exception {
        try (CliProcess process = CliProcess.start(directory, Map.of(), arguments)) {
            return process.exitCode();
        }
    }
}
