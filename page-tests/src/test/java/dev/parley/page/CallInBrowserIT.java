package dev.parley.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole calls: a browser with a voice at its microphone, the real server, the order desk, and an ear at the loudspeaker. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CallInBrowserIT {

    private static final String QUESTION = "what is the price of the pizza";

    /** An article is a hum that noise suppression may take for any other. */
    private static final Pattern HEARD = Pattern.compile("what is the price of ((the|a|an) )?pizza");

    private static final double PATIENCE_MS = 40_000;

    @TempDir
    private static Path directory;

    private static OrderDeskServer server;

    @BeforeAll
    static void start() {
        server = OrderDeskServer.start(directory).warm();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldAnswerWhatTheMicrophoneHears() throws IOException {
        Path recording = server.recording(directory, Duration.ofSeconds(8), QUESTION);
        try (Chromium chromium = Chromium.withMicrophonePlaying(recording);
                ObservedPage page = chromium.page()) {
            page.page().navigate(server.url());
            page.find("#start").click();

            assertHears(
                    page,
                    ".entry.agent .words >> nth=0",
                    "Hello, this is the order desk. What would you like to order?");
            assertThat(page.find(".entry.user .words")).hasText(HEARD, patiently());
            assertThat(page.find(".tool .name")).hasText("get_price");
            assertThat(page.find(".tool .brief")).hasText("product: pizza");
            assertThat(page.find(".tool .result")).containsText("10");
            assertHears(page, ".entry.agent .words >> nth=1", "The pizza costs 10 dollars.");
            assertThat(page.find("#latency-turns li")).hasCount(1);
            assertThat(page.find(".mark")).hasCount(0);
            page.awaitSilence();
            page.screenshot("call");

            assertThat(server.understood(page.playedSince("tool_call_started")))
                    .isEqualTo("the pizza costs ten dollars");
            assertThat(page.complaints()).isEmpty();
            System.out.println("response time "
                    + page.find("#latency-turns li").innerText().replace('\n', ' '));
        }
    }

    @Test
    void shouldFallSilentWhenTheCallerBargesIn() throws IOException {
        Path recording = server.recording(directory, Duration.ofMillis(1500), QUESTION);
        try (Chromium chromium = Chromium.withMicrophonePlaying(recording);
                ObservedPage page = chromium.page()) {
            page.page().navigate(server.url());
            page.find("#start").click();

            assertThat(page.find(".entry.agent .mark")).hasText("Interrupted", patiently());
            assertHears(page, ".entry.agent .words >> nth=1", "The pizza costs 10 dollars.");
            page.awaitSilence();

            double silentAfter = page.soundAfter("playback_cleared");
            System.out.printf("silent %.0f ms after playback_cleared%n", 1000 * silentAfter);
            assertThat(silentAfter).isLessThan(0.15);
            assertThat(server.understood(page.playedSince("tool_call_started")))
                    .isEqualTo("the pizza costs ten dollars");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldTakeAnOrderThatIsTyped() {
        try (Chromium chromium = Chromium.withBeepingMicrophone();
                ObservedPage page = chromium.page()) {
            page.page().navigate(server.url());
            page.find("#type").click();
            assertHears(
                    page,
                    ".entry.agent .words >> nth=0",
                    "Hello, this is the order desk. What would you like to order?");

            type(page, QUESTION);
            assertHears(page, ".entry.agent .words >> nth=1", "The pizza costs 10 dollars.");
            type(page, "two pizzas and one salad");
            assertThat(page.find(".tool")).hasCount(3);
            assertThat(page.find(".entry.agent .words").nth(2)).containsText("Anything else?", soon());

            assertThat(page.find(".entry.user .words")).hasText(new String[] {QUESTION, "two pizzas and one salad"});
            assertThat(page.find("#latency-turns li")).hasCount(2);
            assertThat(page.microphoneRequests()).isZero();
            assertThat(page.complaints()).isEmpty();
            page.awaitSilence();
            page.screenshot("order");
        }
    }

    @Test
    void shouldLetABrowserInWithTheKeyOnly() throws IOException {
        Path orders = Files.createDirectory(directory.resolve("guarded"));
        try (OrderDeskServer guarded = OrderDeskServer.start(orders, http -> http.inProduction("a-key-for-this-test"));
                Chromium chromium = Chromium.withBeepingMicrophone();
                ObservedPage page = chromium.page()) {
            page.page().navigate(guarded.url());
            assertThat(page.find("h1")).hasText("This server asks for an API key");
            page.find("#key").fill("a-guess");
            page.find("#key").press("Enter");
            assertThat(page.find("[role=alert]")).containsText("This is not the key.");

            page.find("#key").fill("a-key-for-this-test");
            page.find("#key").press("Enter");
            page.find("#type").click();

            assertHears(page, ".entry.agent .words", "Hello, this is the order desk. What would you like to order?");
        }
    }

    @Test
    void shouldRunTheGuidesExample() throws IOException, InterruptedException {
        ProcessBuilder example = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Path.of("..", "samples", "embedding", "src", "main", "java", "CallerExample.java")
                                .toString(),
                        QUESTION)
                .redirectErrorStream(true);
        example.environment().put("PARLEY_URL", "ws://127.0.0.1:" + server.port());
        Process process = example.start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("\"get_price\"");
    }

    private static void type(ObservedPage page, String text) {
        page.find("#text").fill(text);
        page.find("#text").press("Enter");
    }

    private static void assertHears(ObservedPage page, String selector, String text) {
        assertThat(page.find(selector)).hasText(text, patiently());
    }

    private static HasTextOptions patiently() {
        return new HasTextOptions().setIgnoreCase(true).setTimeout(PATIENCE_MS);
    }

    private static ContainsTextOptions soon() {
        return new ContainsTextOptions().setTimeout(PATIENCE_MS);
    }
}
