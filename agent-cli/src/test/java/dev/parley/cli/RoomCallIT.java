package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls in rooms of the real server: the command line's worker, called by name, and LiveKit's own Python package. */
@Timeout(240)
@Tag("livekit")
class RoomCallIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A tenth of it on a quiet machine; the ear is late too where others take the processor. */
    private static final Duration UNHURRIED = Duration.ofSeconds(2);

    private static final String GREETING = "Hello, this is the order desk. What would you like to order?";
    private static final String MENU = "We have pizzas, salads and ice creams. What would you like?";

    @TempDir
    private static Path directory;

    private static LivekitServer server;
    private static CliProcess worker;
    private static URI uri;

    @BeforeAll
    static void start() throws Exception {
        server = LivekitServer.start();
        Map<String, String> environment = Map.of(
                "LIVEKIT_URL", server.url().toString(),
                "LIVEKIT_API_KEY", server.credentials().apiKey(),
                "LIVEKIT_API_SECRET", server.credentials().apiSecret(),
                "LIVEKIT_AGENT_NAME", "order-desk",
                // A machine that runs other builds too may recognise slower than real time.
                "PARLEY_JAVA_OPTS", "-Dparley.offline.recognizer.deadline=60s");
        worker = CliProcess.start(directory, environment, "dev", "--port", "0");
        uri = worker.uri(worker.out());
        worker.err().await(line -> line.contains("registered as AW_"));
        worker.err().await(line -> line.contains("Voice and recogniser are loaded."));
    }

    @AfterAll
    static void stop() {
        worker.close();
        server.close();
    }

    /** Price, items, phone number, address, confirmation, goodbye: all by voice, and the order is in the book. */
    @Test
    void shouldTakeAWholeOrderByVoice() throws Exception {
        List<Path> said = Guest.recordings(
                directory,
                List.of(
                        "what is the price of the pizza",
                        "two pizzas and a salad",
                        "that's all",
                        "five five five oh one double nine",
                        "twelve baker street",
                        "yes",
                        "goodbye"));
        String job = dispatch("order");
        try (Guest alice = Guest.join(server, "order", "alice", directory)) {
            alice.awaitSaid(GREETING::equals);

            assertThat(price(alice, said.get(0))).isEqualTo("the pizza costs ten dollars");
            converse(
                    alice,
                    said.subList(1, 6),
                    List.of(
                            "Anything else?",
                            "What is your phone number?",
                            "Which street and house number shall we deliver to?",
                            "Shall I place the order?",
                            "Your order number is 1."));
            alice.say(said.get(6));
            alice.await("went", event -> event.path("who").asText().equals("agent-" + job));

            assertShown(alice, job);
            alice.leave();
        }
        assertOrdered();
        assertThat(end(job)).contains("JS_SUCCESS", "\"error\": \"\"");
        worker.err().await(line -> line.contains(job) && line.contains("USER_INITIATED"));
    }

    /** What the caller understands of the spoken answer; who understands nothing asks again. */
    private static String price(Guest guest, Path question) throws Exception {
        String understood = "";
        for (int times = 0; times < 3 && understood.isEmpty(); times++) {
            guest.heard();
            guest.ask(question, "The pizza costs 10 dollars."::equals);
            understood = Listener.heard(guest.heard().audio());
        }
        return understood;
    }

    private static void converse(Guest guest, List<Path> said, List<String> answers) {
        for (int i = 0; i < said.size(); i++) {
            String answer = answers.get(i);
            guest.ask(said.get(i), text -> text.contains(answer));
        }
    }

    /** Both sides' words as the room was shown them: whole segments, each with its own id, and whose track they are of. */
    private static void assertShown(Guest guest, String job) {
        String microphone = guest.first("joined").path("microphone").asText();
        String voice = guest.first("track").path("sid").asText();
        assertThat(guest.first("track").path("name").asText()).isEqualTo("roomio_audio");
        List<JsonNode> words = guest.texts("alice");
        assertThat(words)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text.path("track").asText()).isEqualTo(microphone));
        assertThat(words.stream().filter(text -> text.path("final").asText().equals("true")))
                .hasSizeGreaterThanOrEqualTo(7)
                .extracting(text -> text.path("segment").asText())
                .doesNotHaveDuplicates();
        List<JsonNode> answers = guest.texts("agent-" + job);
        assertThat(answers).hasSizeGreaterThanOrEqualTo(8).allSatisfy(text -> {
            assertThat(text.path("track").asText()).isEqualTo(voice);
            assertThat(text.path("final").asText()).isEqualTo("true");
        });
        assertThat(answers)
                .extracting(text -> text.path("segment").asText())
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(guest.states()).containsSubsequence("listening", "thinking", "speaking", "listening");
    }

    private static void assertOrdered() throws Exception {
        JsonNode orders = JSON.readTree(CallEvents.get(uri.resolve("/orders"))).path("orders");
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.path("total").asDouble()).isEqualTo(25);
            assertThat(order.path("phone").asText()).isEqualTo("5550199");
            assertThat(order.path("street").asText()).isEqualTo("Baker Street");
            assertThat(order.path("house_number").asText()).isEqualTo("12");
        });
    }

    /**
     * The agent is cut in mid-sentence and answers, whatever it understood of words that were spoken into its own; then something is
     * typed, and the caller leaves.
     */
    @Test
    void shouldFallSilentWhenTheCallerBargesIn() throws Exception {
        List<Path> said = Guest.recordings(directory, List.of("what is the price of the salad"));
        String job = dispatch("barge-in");
        try (Guest bob = Guest.join(server, "barge-in", "bob", directory)) {
            bob.awaitSaid(GREETING::equals);
            try (CallEvents events = CallEvents.of(uri, job)) {
                bob.heard();
                bob.type("what do you have");
                bob.awaitSpeaking();
                bob.say(said.get(0));
                JsonNode cut = bob.awaitSaid(text -> !text.equals(MENU) && MENU.startsWith(text));
                bob.awaitSaid(text -> !MENU.startsWith(text));

                Instant decided = Instant.parse(events.await("playback_cleared", event -> true)
                        .path("at")
                        .asText());
                Guest.Heard heard = bob.heard();
                Duration silentAfter = heard.soundAfter(decided);
                System.out.printf("barge-in: silent at the ear %d ms after the decision%n", silentAfter.toMillis());
                assertThat(cut.path("text").asText()).startsWith("We have");
                assertThat(heard.loudest(decided.minusSeconds(1), decided)).isGreaterThan(1000);
                assertThat(silentAfter).isLessThan(UNHURRIED);
            }
            bob.type("how many salads do you have");
            bob.awaitSaid("We have 100 salads in stock."::equals);
            bob.leave();

            assertThat(end(job)).contains("JS_SUCCESS", "\"error\": \"\"");
        }
        worker.err().await(line -> line.contains(job) && line.contains("PARTICIPANT_DISCONNECTED"));
        assertThat(CallEvents.calls(uri)).doesNotContain(job);
    }

    /** The id of the job that comes of it. */
    private static String dispatch(String room) throws Exception {
        AgentDispatch dispatch = server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("order-desk")
                        .setRoom(room)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        for (int i = 0; i < 300; i++) {
            List<AgentDispatch> known = server.api()
                    .dispatches()
                    .listDispatches(room)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            if (!known.isEmpty() && known.get(0).getState().getJobsCount() > 0) {
                return known.get(0).getState().getJobs(0).getId();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("no job of dispatch " + dispatch.getId() + " within 30 s");
    }

    /** What the server's log says of the job's end, once it does. */
    private static String end(String job) throws Exception {
        for (int i = 0; i < 300; i++) {
            String log = server.log();
            String end = log.lines()
                    .filter(line -> line.contains("job ended") && line.contains(job))
                    .findFirst()
                    .orElse("");
            if (!end.isEmpty()) {
                return end;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the server does not know of the end of job " + job + " after 30 s");
    }
}
