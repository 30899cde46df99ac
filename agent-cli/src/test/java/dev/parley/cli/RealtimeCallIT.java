package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.Wav;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import dev.parley.testkit.realtime.WireEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server process with a realtime model by configuration: the order desk's calls, on the fake service. */
@Timeout(300)
class RealtimeCallIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FakeRealtimeServer service;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void startService() throws Exception {
        service = OrderLine.start();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    private CliProcess serve(String command, String output) throws Exception {
        return CliProcess.start(
                directory,
                OrderLine.environment(service),
                command,
                "--port",
                "0",
                "--config-file",
                OrderLine.configuration(directory, output).toString());
    }

    private JsonNode call(URI uri, String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("call", "--json", "--out", "answer-%d.wav", "--timeout", "120", "--url", uri.toString()));
        arguments.addAll(List.of(more));
        try (CliProcess caller = CliProcess.start(directory, Map.of(), arguments.toArray(String[]::new))) {
            assertThat(caller.exitCode()).as(caller.err().all().toString()).isEqualTo(ExitCode.OK);
            return JSON.readTree(String.join("", caller.out().all())).path("turns");
        }
    }

    /** Types that the service was sent on its connections from this one on. */
    private static List<String> received(int connection) {
        return service.received().stream()
                .filter(event -> event.connection() > connection)
                .map(WireEvent::type)
                .toList();
    }

    @Test
    void shouldTellThePriceByAToolAndInTheModelsVoice() throws Exception {
        int before = service.connections();
        try (CliProcess start = serve("start", "audio")) {
            start.err()
                    .await(line -> line.contains(
                            "Realtime model: openai/gpt-realtime, which hears the caller and" + " speaks."));
            JsonNode turns = call(start.uri(start.err()), "--say", "what is the price of the pizza");

            assertPriceTold(turns);
            assertThat(received(before))
                    .containsSubsequence(
                            "session.update",
                            "input_audio_buffer.append",
                            "conversation.item.create",
                            "response.create");
            assertThat(service.sent().stream().filter(event -> event.connection() > before))
                    .extracting(WireEvent::type)
                    .contains("response.function_call_arguments.done", "response.output_audio.delta")
                    .doesNotContain("error");
        }
    }

    private void assertPriceTold(JsonNode turns) throws Exception {
        JsonNode turn = turns.path(0);
        assertThat(turn.path("heard").asText()).contains("price", "pizza");
        assertThat(turn.at("/tool_calls/0/name").asText()).isEqualTo("get_price");
        assertThat(turn.at("/tool_calls/0/arguments/product").asText()).isEqualTo("pizza");
        assertThat(turn.path("answer").asText()).isEqualTo("The pizza costs 10 dollars.");
        assertThat(Listener.heard(Wav.read(directory.resolve("answer-1.wav"))))
                .isEqualTo("the pizza costs ten dollars");
    }

    @Test
    void shouldSpeakWithItsOwnVoiceWhatTheModelWrites() throws Exception {
        int before = service.connections();
        try (CliProcess dev = serve("dev", "text")) {
            dev.out().await(line -> line.contains("writes; the voice above speaks."));
            JsonNode turns = call(dev.uri(dev.out()), "--say", "what is the price of the pizza");

            assertPriceTold(turns);
            assertThat(service.sent().stream().filter(event -> event.connection() > before))
                    .extracting(WireEvent::type)
                    .contains("response.output_text.delta")
                    .doesNotContain("response.output_audio.delta", "error");
        }
    }

    @Test
    void shouldTakeAWholeOrderInOneCall() throws Exception {
        try (CliProcess dev = serve("dev", "audio")) {
            URI uri = dev.uri(dev.out());
            JsonNode turns = call(
                    uri,
                    "--say",
                    "two pizzas and a salad",
                    "--say",
                    "that's all",
                    "--say",
                    "five five five oh one double nine",
                    "--say",
                    "twelve baker street",
                    "--say",
                    "yes",
                    "--say",
                    "goodbye");

            assertThat(turns).hasSize(6);
            assertThat(turns.path(4).path("answer").asText()).contains("Your order number is 1.");
            JsonNode book = JSON.readTree(get(uri.resolve("/orders"))).path("orders");
            assertThat(book).singleElement().satisfies(order -> {
                assertThat(order.path("total").asDouble()).isEqualTo(25);
                assertThat(order.path("phone").asText()).isEqualTo("5550199");
                assertThat(order.path("house_number").asText()).isEqualTo("12");
            });
        }
    }

    @Test
    void shouldAnswerWhatIsTypedOverHttp() throws Exception {
        try (CliProcess dev = serve("dev", "audio")) {
            URI uri = dev.uri(dev.out());
            post(uri, "a/start", "{}");

            JsonNode answer = post(uri, "a/text", "{\"text\":\"what is the price of the pizza\"}");

            assertThat(answer.path("answer").asText()).isEqualTo("The pizza costs 10 dollars.");
        }
    }

    /** The service finds the end of the speech by the silence behind it. */
    @Test
    void shouldHearWhatIsPostedOverHttp() throws Exception {
        byte[] spoken = Guest.withSilence("what is the price of the pizza");
        try (CliProcess dev = serve("dev", "audio")) {
            URI uri = dev.uri(dev.out());
            post(uri, "spoken/start", "{}");
            try (CallEvents events = CallEvents.of(uri, "spoken")) {
                events.await("speech_finished", event -> true);
                HttpRequest audio = HttpRequest.newBuilder(uri.resolve("/api/calls/spoken/audio"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(spoken))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(audio, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(202);

                events.await(
                        "speech_finished", event -> event.path("heard").asText().equals("The pizza costs 10 dollars."));
            }
        }
    }

    @Test
    void shouldNotStartWithoutAKeyOrWithAnUnknownModel() throws Exception {
        Path chosen = OrderLine.configuration(directory, "audio");
        try (CliProcess start = CliProcess.start(
                directory,
                Map.of("OPENAI_API_KEY", "", "OAI_API_KEY", ""),
                "start",
                "--port",
                "0",
                "--config-file",
                chosen.toString())) {
            assertThat(start.exitCode()).isEqualTo(ExitCode.SETTINGS);
            assertThat(start.err().all())
                    .singleElement()
                    .asString()
                    .contains("realtime api key: none (expected: OPENAI_API_KEY or OAI_API_KEY in the environment)");
        }
        try (CliProcess start = CliProcess.start(
                directory, Map.of("PARLEY_JAVA_OPTS", "-Dparley.models.realtime=parrot"), "start", "--port", "0")) {
            assertThat(start.exitCode()).isEqualTo(ExitCode.SETTINGS);
            assertThat(start.err().all())
                    .singleElement()
                    .asString()
                    .contains("parley.models.realtime: parrot (expected: one of [openai]");
        }
    }

    private static JsonNode post(URI uri, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/api/calls/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
