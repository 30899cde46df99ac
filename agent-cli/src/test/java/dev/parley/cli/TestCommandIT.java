package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fake realtime server as users start it. */
@Timeout(300)
class TestCommandIT {
    private static final Pattern ADDRESS = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/v1/realtime");
    private static final String WRITE =
            "{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"]}}";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldServeAScriptUntilTold() throws Exception {
        Path script =
                Files.writeString(directory.resolve("script.conf"), "replies = [{ say = \"Hello from the file\" }]");
        try (CliProcess cli = CliProcess.start(
                directory, Map.of(), "test", "--fake-server", "--port", "0", "--script", script.toString())) {
            Matcher address = address(cli);

            assertThat(reply(address.group())).contains("Hello from the file");
            try (CliProcess second =
                    CliProcess.start(directory, Map.of(), "test", "--fake-server", "--port", address.group(1))) {
                assertThat(second.exitCode()).isEqualTo(ExitCode.PORT);
                assertThat(second.err().all()).anyMatch(line -> line.contains("can't listen on 127.0.0.1:"));
            }
            cli.terminate();
            assertThat(cli.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void shouldAnswerWithTheBuiltInModelsIfThereIsNoScript() throws Exception {
        try (CliProcess cli = CliProcess.start(directory, Map.of(), "test", "--fake-server", "--port", "0")) {
            assertThat(reply(address(cli).group())).containsPattern("\"type\":\"output_text\",\"text\":\"\\w");
        }
    }

    @Test
    void shouldNameWhatIsWrongWithAScript() throws Exception {
        Path script = Files.writeString(directory.resolve("script.conf"), "answers = []");
        try (CliProcess cli =
                CliProcess.start(directory, Map.of(), "test", "--fake-server", "--script", script.toString())) {
            assertThat(cli.exitCode()).isEqualTo(ExitCode.SETTINGS);
            assertThat(cli.err().all()).anyMatch(line -> line.contains("script.conf: script: key answers"));
        }
    }

    private static Matcher address(CliProcess cli) throws InterruptedException {
        String line = cli.out().await(said -> said.startsWith("Fake realtime server listening on "));
        Matcher address = ADDRESS.matcher(line);
        assertThat(address.find()).as(line).isTrue();
        return address;
    }

    /** The {@code response.done} of a written response to "hello". */
    private static String reply(String url) throws Exception {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer any")
                .buildAsync(URI.create(url + "?model=gpt-realtime"), new Listener(done))
                .get(20, TimeUnit.SECONDS);
        socket.sendText(
                        "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                                + "\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}}",
                        true)
                .get(20, TimeUnit.SECONDS);
        socket.sendText(WRITE, true).get(20, TimeUnit.SECONDS);
        String response = done.poll(60, TimeUnit.SECONDS);
        socket.abort();
        assertThat(response).isNotNull();
        return String.valueOf(response);
    }

    private record Listener(BlockingQueue<String> done) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (data.toString().contains("\"response.done\"")) {
                done.add(data.toString());
            }
            from.request(1);
            return null;
        }
    }
}
