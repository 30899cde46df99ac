package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.caller.Caller;
import dev.parley.cli.caller.Turn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Code that is edited while a caller is on the line. */
@Timeout(180)
class ReloadIT {
    /** Notes each word in its user data by a tool, and answers with the tool's output. */
    private static final String TILL = """
            import akka.NotUsed;
            import akka.stream.javadsl.Source;
            import dev.parley.agent.*;
            import dev.parley.chat.*;
            import dev.parley.llm.*;
            import dev.parley.tool.*;
            import dev.parley.worker.*;
            import java.util.*;

            public class Till implements EntryPoint {
                public record Basket(List<String> words) {}

                public void run(JobContext job) {
                    job.start(job.session().agent(new Cashier()).userData(new Basket(List.of())));
                }

                public Optional<Agent> reloaded(JobContext job) { return Optional.of(new Cashier()); }

                static class Cashier extends Agent {
                    Cashier() {
                        super(AgentSpec.instructions("Note.").llm(new Words()).tools(FunctionTools.of(new Notes())));
                    }
                }

                public static class Notes {
                    @Tool(name = "add", description = "Notes a word.")
                    public String add(@Param("The word") String word, RunContext context) {
                        return "VERSION: " + String.join(", ", context.updateUserData(Basket.class, before -> {
                            List<String> words = new ArrayList<>(before.words());
                            words.add(word);
                            return new Basket(words);
                        }).words());
                    }
                }

                static class Words implements LanguageModel {
                    public String name() { return "words"; }
                    public LanguageModelCapabilities capabilities() { return new LanguageModelCapabilities(true, true); }
                    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
                        List<ChatItem> items = request.context().items();
                        ChatItem last = items.get(items.size() - 1);
                        if (last instanceof FunctionCallOutput done) {
                            return Source.single(new ChatChunk.TextDelta(done.output()));
                        }
                        return Source.single(new ChatChunk.ToolCallRequested(
                                "call-" + items.size(), "add", "{\\"word\\":\\"" + ((ChatMessage) last).text() + "\\"}"));
                    }
                }
            }
            """;

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Path ORDER_DESK = Path.of("..", "samples", "order-desk");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldSwapTheCodeOfALiveCall() throws Exception {
        Path file = Files.writeString(directory.resolve("Till.java"), till("one"));
        try (CliProcess dev = dev(Map.of(), "--agent", file.toString());
                Caller caller = Caller.typing(dev.uri(dev.out()), Optional.empty(), ANSWER)) {
            caller.greeting();
            assertThat(caller.type("tea").answer()).isEqualTo("one: tea");

            Files.writeString(file, till("two").replace("super(", "supper("));
            dev.err().await(line -> line.contains("Not reloaded") && line.contains("code from before"));
            dev.err().await(line -> line.contains("Till.java:"));
            assertThat(caller.type("milk").answer()).isEqualTo("one: tea, milk");

            Files.writeString(file, till("two"));
            dev.err().await(line -> line.contains("Reloaded [Till], version [2]"));
            dev.err().await(line -> line.contains("Job [" + caller.id() + "] goes on with new code"));
            Turn turn = caller.type("sugar");
            assertThat(turn.answer()).isEqualTo("two: tea, milk, sugar");
            assertThat(turn.toolCalls()).singleElement().satisfies(use -> {
                assertThat(use.name()).isEqualTo("add");
                assertThat(use.output()).isEqualTo("two: tea, milk, sugar");
            });
            assertThat(caller.isOver()).isFalse();
        }
    }

    @Test
    void shouldSwapTheDataAndTheCodeOfTheOrderDesk() throws Exception {
        Path sources = copy(ORDER_DESK.resolve("src/main"), directory.resolve("desk/src/main"));
        Path data = copy(ORDER_DESK.resolve("data"), directory.resolve("desk/data"));
        Map<String, String> options = Map.of(
                "PARLEY_JAVA_OPTS", "-Dparley.agent.sources=" + sources.resolve("java") + " -Dorder-desk.data=" + data);
        try (CliProcess dev = dev(options);
                Caller caller = Caller.typing(dev.uri(dev.out()), Optional.empty(), ANSWER)) {
            caller.greeting();
            assertThat(caller.type("two pizzas").answer()).contains("2 pizzas");
            assertThat(caller.type("what is the price of the pizza").answer()).contains("10 dollars");

            edit(data.resolve("catalogue.json"), "10.0", "12.0");
            dev.err().await(line -> line.contains("version [2]"));
            dev.err().await(line -> line.contains("Job [" + caller.id() + "] goes on"));
            assertThat(caller.type("what is the price of the pizza").answer()).contains("12 dollars");

            edit(
                    sources.resolve("java/dev/parley/samples/orderdesk/OrderTools.java"),
                    "we only have ",
                    "sadly we have ");
            dev.err().await(line -> line.contains("version [3]"));
            dev.err().awaitCount(2, line -> line.contains("Job [" + caller.id() + "] goes on"));
            assertThat(caller.type("sixty pizzas").answer()).contains("sadly we have 50 pizzas left");
            assertThat(caller.type("what is in my order").answer()).contains("2 pizzas", "20 dollars");

            order(caller);
            assertThat(get(dev.uri(dev.out()).resolve("/orders"))).contains(caller.id(), "5550100");
            assertThat(dev.err().all()).noneMatch(line -> line.contains("ERROR") || line.contains("WARN"));
        }
    }

    private static void order(Caller caller) throws Exception {
        assertThat(caller.type("that's all").answer()).contains("phone number");
        assertThat(caller.type("5 5 5 0 1 0 0").answer()).contains("street");
        assertThat(caller.type("5 main street").answer()).contains("Shall I place the order?");
        assertThat(caller.type("yes").answer()).contains("Your order number is");
    }

    private CliProcess dev(Map<String, String> environment, String... more) throws IOException {
        return CliProcess.start(
                directory,
                environment,
                Stream.concat(Stream.of("dev", "--hot-reload", "--port", "0"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
        return to;
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String till(String version) {
        return TILL.replace("VERSION", version);
    }
}
