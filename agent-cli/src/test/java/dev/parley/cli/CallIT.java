package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.audio.Wav;
import dev.parley.cli.caller.Caller;
import dev.parley.cli.caller.Utterances;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CallIT {
    private static final ObjectMapper JSON = new ObjectMapper();

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

                JsonNode report = JSON.readTree(String.join("", call.out().all()));
                JsonNode turn = report.path("turns").path(0);
                assertThat(turn.path("heard").asText()).contains("price", "pizza");
                assertThat(turn.path("tool_calls")
                                .path(0)
                                .path("arguments")
                                .path("product")
                                .asText())
                        .isEqualTo("pizza");
                assertThat(turn.path("answer").asText()).contains("10");
                assertThat(Listener.heard(Wav.read(directory.resolve("answer-1.wav"))))
                        .isEqualTo("the pizza costs ten dollars");
            }
        }
    }

    /** Prices, items, phone number, address, confirmation, goodbye: all in one call, and the order is in the book. */
    @Test
    void shouldPlaceAWholeOrderByVoiceInOneCall() throws Exception {
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            URI uri = dev.uri(dev.out());
            List<String> said = List.of(
                    "what is the price of the pizza",
                    "two pizzas and a salad",
                    "that's all",
                    "five five five oh one double nine",
                    "twelve baker street",
                    "yes",
                    "goodbye");
            List<String> call = new ArrayList<>(List.of("call", "--json", "--timeout", "120", "--url", uri.toString()));
            said.forEach(sentence -> call.addAll(List.of("--say", sentence)));
            try (CliProcess caller = CliProcess.start(directory, Map.of(), call.toArray(String[]::new))) {
                assertThat(caller.exitCode()).as(caller.err().all().toString()).isEqualTo(ExitCode.OK);
                JsonNode turns =
                        JSON.readTree(String.join("", caller.out().all())).path("turns");
                assertThat(turns).hasSize(said.size());
                assertThat(turns.path(5).path("answer").asText()).contains("Your order number is 1.");
                assertThat(turns.path(6).path("answer").asText()).isEqualTo("Thank you for calling. Goodbye!");
            }
            JsonNode order = JSON.readTree(get(uri.resolve("/orders"))).path("orders");
            assertThat(order).singleElement().satisfies(placed -> {
                assertThat(placed.path("total").asDouble()).isEqualTo(25);
                assertThat(placed.path("phone").asText()).isEqualTo("5550199");
                assertThat(placed.path("street").asText()).isEqualTo("Baker Street");
                assertThat(placed.path("house_number").asText()).isEqualTo("12");
                assertThat(placed.path("lines"))
                        .extracting(line -> line.path("quantity").asInt() + " "
                                + line.path("product").asText())
                        .containsExactlyInAnyOrder("2 pizza", "1 salad");
            });
        }
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldSayWhatWavFilesHold() throws Exception {
        AudioFrame question = Utterances.speak(List.of("what is the price of the pizza"), ConfigFactory.load())
                .get(0);
        Wav.write(in(question, AudioFormat.TELEPHONE), directory.resolve("telephone.wav"));
        Wav.write(in(question, new AudioFormat(44_100, 2)), directory.resolve("disc.wav"));
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0")) {
            String url = dev.uri(dev.out()).toString();
            try (CliProcess call = CliProcess.start(
                    directory,
                    Map.of(),
                    "call",
                    "--wav",
                    "telephone.wav",
                    "--wav",
                    "disc.wav",
                    "--json",
                    "--timeout",
                    "120",
                    "--url",
                    url)) {
                assertThat(call.exitCode()).as(call.err().all().toString()).isEqualTo(ExitCode.OK);
                JsonNode turns =
                        JSON.readTree(String.join("", call.out().all())).path("turns");
                assertThat(turns).hasSize(2).allSatisfy(turn -> {
                    assertThat(turn.path("heard").asText()).contains("price", "pizza");
                    assertThat(turn.path("answer").asText()).contains("10");
                    assertThat(turn.path("latency_ms").asLong()).isPositive();
                });
            }
        }
    }

    @Test
    void shouldRefuseHalfAWavBeforeItCalls() throws Exception {
        byte[] whole = Wav.toBytes(AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.TELEPHONE));
        Files.write(directory.resolve("half.wav"), Arrays.copyOf(whole, whole.length / 2));
        try (CliProcess call =
                CliProcess.start(directory, Map.of(), "call", "--wav", "half.wav", "--url", "http://127.0.0.1:1")) {
            assertThat(call.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(call.err().all()).singleElement().asString().contains("half.wav", "expected:");
            assertThat(call.out().all()).isEmpty();
        }
    }

    @Test
    void shouldTalkToAServerByTyping() throws Exception {
        try (CliProcess dev = CliProcess.start(directory, Map.of(), "dev", "--port", "0");
                CliProcess console = CliProcess.start(
                        directory,
                        Map.of(),
                        "console",
                        "--url",
                        dev.uri(dev.out()).toString())) {
            console.type("what is the price of the pizza", "goodbye");

            assertThat(console.exitCode()).as(console.err().all().toString()).isEqualTo(ExitCode.OK);
            assertThat(console.out().all())
                    .anyMatch(line -> line.contains("tool > get_price") && line.contains("pizza"))
                    .anyMatch(line -> line.contains("agent> The pizza costs 10 dollars."))
                    .anyMatch(line -> line.contains("The call has ended."));
        }
    }

    @Test
    void shouldSayThatThereIsNoRoom() throws Exception {
        Path one = Files.writeString(directory.resolve("one.json"), "{\"max_jobs\": 1}");
        try (CliProcess start =
                        CliProcess.start(directory, Map.of(), "start", "--port", "0", "--config-file", one.toString());
                Caller first = Caller.typing(start.uri(start.err()), Optional.empty(), Duration.ofSeconds(30));
                CliProcess call = CliProcess.start(
                        directory,
                        Map.of(),
                        "call",
                        "--say",
                        "hello",
                        "--url",
                        start.uri(start.err()).toString())) {
            first.greeting();

            assertThat(call.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(call.err().all()).singleElement().asString().contains("503", "room for another call");
            assertThat(first.type("what is the price of the pizza").answer()).contains("10 dollars");
        }
    }

    @Test
    void shouldCompleteCommandsInBash() throws Exception {
        try (CliProcess completion = CliProcess.start(directory, Map.of(), "completion", "bash")) {
            assertThat(completion.exitCode()).isEqualTo(ExitCode.OK);
            Files.write(directory.resolve("completion"), completion.out().all());
        }
        String script = "set -e; source ./completion; complete -p agent-cli; COMP_WORDS=(agent-cli he); COMP_CWORD=1;"
                + " COMP_LINE='agent-cli he'; COMP_POINT=12; _complete_agent-cli; echo \"reply: ${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        String written = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(written).isZero();
        assertThat(written).contains("-F _complete_agent-cli", "reply: health");
    }

    /** What a file of this format holds of the audio; the same on all channels. */
    private static AudioFrame in(AudioFrame audio, AudioFormat format) {
        AudioFormat mono = AudioFormat.mono(format.sampleRate());
        Resampler resampler = Resampler.between(audio.format(), mono);
        ByteBuffer samples = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
        for (AudioFrame frame : List.of(resampler.accept(audio), resampler.flush())) {
            for (int i = 0; i < frame.samples(); i++) {
                for (int channel = 0; channel < format.channels(); channel++) {
                    samples.putShort(frame.sample(i));
                }
            }
        }
        return AudioFrame.wrap(Arrays.copyOf(samples.array(), samples.position()), format);
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
