package dev.parley.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page makes of each thing that the protocol can say, in a real browser against a scripted call. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

    private Chromium chromium;
    private PageFiles files;
    private ObservedPage page;
    private ScriptedCall call;

    @BeforeAll
    void launch() {
        chromium = Chromium.withBeepingMicrophone();
        files = PageFiles.open();
    }

    @AfterAll
    void quit() {
        files.close();
        chromium.close();
    }

    @BeforeEach
    void open() {
        show(chromium.page());
    }

    @AfterEach
    void leave() {
        page.close();
    }

    private void show(ObservedPage shown) {
        page = shown;
        call = new ScriptedCall(page);
        page.page().navigate(files.url());
    }

    private void startCall() {
        page.find("#start").click();
        call.event("session_started", "\"session_id\":\"x\",\"agent_id\":\"order-desk\"");
        call.agentIs("listening");
        assertThat(page.find("#state")).hasText("Listening");
    }

    private void startTyping() {
        page.find("#type").click();
        call.agentIs("listening");
        assertThat(page.find("#state")).hasText("Your turn");
    }

    @Test
    void shouldGreyTheCallersWordsUntilTheyAreFinal() {
        startCall();

        call.hears("what is the", false);

        assertThat(page.find(".entry.user .interim")).hasText("what is the");

        call.hears("What is the price of the pizza?", true);
        call.commits("What is the price of the pizza?");

        assertThat(page.find(".entry.user .words")).hasText("What is the price of the pizza?");
        assertThat(page.find(".interim")).hasCount(0);
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void shouldGrowTheAgentsWordsWithItsVoice() {
        startCall();

        call.agentIs("speaking");
        call.says("s1", "A pizza ");
        assertThat(page.find(".entry.agent.open .words")).hasText("A pizza");
        assertThat(page.find("#state")).hasText("Speaking");
        call.says("s1", "is 10 dollars.");
        call.finishes("s1", "A pizza is 10 dollars.", false);

        assertThat(page.find(".entry.agent .words")).hasText("A pizza is 10 dollars.");
        assertThat(page.find(".entry.agent.open")).hasCount(0);
    }

    @Test
    void shouldCutTheAgentsWordsWhereItWasInterrupted() {
        startCall();

        call.says("s1", "We have pizza, salad and ");
        call.finishes("s1", "We have pizza,", true);

        assertThat(page.find(".entry.agent .words")).hasText("We have pizza,");
        assertThat(page.find(".entry.agent .mark")).hasText("Interrupted");
    }

    @Test
    void shouldShowAToolCallWithArgumentsAndOutput() {
        startCall();

        call.tool("t1", "product_price", "{\\\"product\\\":\\\"pizza\\\"}", "10.0");

        assertThat(page.find(".tool summary")).containsText("product_price");
        assertThat(page.find(".tool .brief")).hasText("product: pizza");
        assertThat(page.find(".tool .result")).hasText("10.0");
        page.find(".tool summary").click();
        assertThat(page.find(".tool dd").nth(0)).hasText("{\"product\":\"pizza\"}");
        assertThat(page.find(".tool dd").nth(1)).hasText("10.0");
    }

    @Test
    void shouldShowTheResponseTimeOfEachTurnAndTheirMedian() {
        startCall();

        call.metrics(300, 100, 50, 500);
        call.metrics(300, 100, 50, 900);
        call.metrics(310, 90, 60, 600);

        assertThat(page.find("#latency-turns li")).hasCount(3);
        assertThat(page.find("#latency-last")).hasText("600 ms");
        assertThat(page.find("#latency-median")).hasText("600 ms");
        assertThat(page.find("#part-end-of-turn")).hasText("310 ms");
        assertThat(page.find("#part-rest")).hasText("140 ms");
    }

    @Test
    void shouldSendTheMicrophoneInFramesOfTwentyMilliseconds() {
        startCall();

        call.awaitFrames(100);

        assertThat(call.frames()).allSatisfy(frame -> assertThat(frame).hasSize(640));
        assertThat(call.frames())
                .anySatisfy(
                        frame -> assertThat(Sound.loudest(Sound.decode(frame))).isGreaterThan(0.02));
        assertThat(call.url()).endsWith("?rate=16000");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void shouldSendSilenceWhileTheMicrophoneIsMuted() {
        startCall();

        page.find("#mic").click();
        assertThat(page.find("#state")).hasText("Microphone muted");

        // Two seconds without one of the microphone's beeps, of which there is one a second.
        page.page()
                .waitForCondition(
                        () -> call.newestFrames(100).filter(PageIT::isSilent).count() == 100);
    }

    private static boolean isSilent(byte[] frame) {
        return Sound.loudest(Sound.decode(frame)) < 0.001;
    }

    @Test
    void shouldPlayExactlyWhatTheServerSends() {
        startTyping();

        call.sound(Sound.tone(440, 1.0, 16_000));
        page.awaitSound();
        page.awaitSilence();

        float[] heard = Sound.withoutSilence(Sound.decode(page.played()));
        assertThat(heard.length / (double) ObservedPage.RATE).isCloseTo(1.0, within(0.02));
        assertThat(Sound.pitch(heard, ObservedPage.RATE)).isCloseTo(440, within(3.0));
        assertThat(Sound.loudest(heard)).isCloseTo(0.336, within(0.02));
    }

    @Test
    void shouldFallSilentWhenPlaybackIsCleared() {
        startTyping();
        call.agentIs("speaking");
        call.sound(Sound.tone(440, 4.0, 16_000));
        page.awaitSound();

        call.event("playback_cleared", "\"speech_id\":\"s1\"");
        page.awaitSilence();

        double silentAfter = page.soundAfter("playback_cleared");
        System.out.printf("silent %.0f ms after playback_cleared%n", 1000 * silentAfter);
        assertThat(silentAfter).isLessThan(0.15);
        float[] heard = Sound.withoutSilence(Sound.decode(page.played()));
        assertThat(heard.length / (double) ObservedPage.RATE).isLessThan(3.0);
    }

    @Test
    void shouldTypeWithoutAskingForTheMicrophone() {
        startTyping();

        page.find("#text").fill("what is the price of the pizza");
        page.find("#text").press("Enter");
        call.awaitMessage("{\"type\":\"text\",\"text\":\"what is the price of the pizza\"}");
        call.event("text_received", "\"text\":\"what is the price of the pizza\"");
        call.commits("what is the price of the pizza");
        call.says("s1", "Ten dollars.");

        assertThat(page.find(".entry.agent")).hasCount(1);
        assertThat(page.find(".entry.user")).hasCount(1);
        assertThat(page.microphoneRequests()).isZero();
        assertThat(call.frames()).isEmpty();
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void shouldBeUsableWithTheKeyboardAlone() {
        page.find("#type").focus();
        page.page().keyboard().press("Enter");
        call.agentIs("listening");
        assertThat(page.find("#text")).isFocused();
        page.page().keyboard().type("hello");
        page.page().keyboard().press("Enter");
        call.awaitMessage("{\"type\":\"text\",\"text\":\"hello\"}");

        call.agentIs("speaking");
        assertThat(page.find("#stop")).isVisible();
        page.page().keyboard().press("Escape");

        call.awaitMessage("{\"type\":\"interrupt\"}");
    }

    @Test
    void shouldEndTheCallAndLetTheNextOneBegin() {
        startTyping();
        call.says("s1", "Hello.");

        page.find("#end").click();

        call.awaitMessage("{\"type\":\"end\"}");
        assertThat(page.find("#state")).containsText("Call ended");
        assertThat(page.find(".entry.agent .words")).hasText("Hello.");
        page.find("#again").click();
        assertThat(page.find("#start")).isVisible();
    }

    @Test
    void shouldLetTheLastWordBeHeardWhenTheAgentEndsTheCall() {
        startTyping();
        call.sound(Sound.tone(440, 0.4, 16_000));
        call.event("session_closed", "\"reason\":{\"kind\":\"task_completed\",\"detail\":\"\"}");

        assertThat(page.find("#state")).containsText("Call ended");
        page.page().waitForFunction("() => ear.context.state === 'suspended'");

        float[] heard = Sound.withoutSilence(Sound.decode(page.played()));
        assertThat(heard.length / (double) ObservedPage.RATE).isCloseTo(0.4, within(0.05));
        assertThat(page.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"48000, 16000", "44100, 16000", "16000, 48000", "16000, 44100"})
    void shouldKeepTheVoiceAndDropWhatTheNewRateCannotCarry(int from, int to) {
        assertThat(levelAfterResampling(from, to, 1000)).isCloseTo(0.707, within(0.01));
        assertThat(levelAfterResampling(from, to, 5000)).isCloseTo(0.707, within(0.01));
        if (from > to) {
            assertThat(levelAfterResampling(from, to, 9000)).isLessThan(0.001);
            assertThat(levelAfterResampling(from, to, 13_000)).isLessThan(0.0001);
        }
    }

    private double levelAfterResampling(int from, int to, int hertz) {
        return ((Number) page.page().evaluate("""
                                async ([from, to, hertz]) => {
                                  const { Resampler } = await import('/resampler.js');
                                  const resampler = new Resampler(from, to, 128);
                                  let energy = 0, samples = 0;
                                  for (let start = 0; start < from; start += 128) {
                                    const block = Float32Array.from({ length: 128 }, (_, i) => Math.sin((2 * Math.PI * hertz * (start + i)) / from));
                                    const count = resampler.process(block);
                                    if (start < 1024) continue;
                                    for (let i = 0; i < count; i++) energy += resampler.output[i] ** 2;
                                    samples += count;
                                  }
                                  return Math.sqrt(energy / samples);
                                }
                                """, List.of(from, to, hertz))).doubleValue();
    }

    @Test
    void shouldNeverReadWordsAsHtml() {
        startTyping();

        call.commits("<img src=x onerror=alert(1)>");
        call.says("s1", "<b>bold</b>");
        call.tool("t1", "<i>name</i>", "<u>", "<script>alert(1)</script>");

        assertThat(page.find(".entry.user .words")).hasText("<img src=x onerror=alert(1)>");
        assertThat(page.find(".entry.agent .words")).hasText("<b>bold</b>");
        assertThat(page.find("#transcript img, #transcript b, #transcript u, #transcript script"))
                .hasCount(0);
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void shouldGoOnAfterWhatItDoesNotUnderstand() {
        startTyping();

        call.raw("{\"type\":\"something_new\"}");
        call.raw("{\"type\":\"toString\"}");
        call.raw("not json");
        call.event("error_occurred", "\"source\":\"tts\",\"message\":\"The voice took too long.\"");
        call.says("s1", "Still here.");

        assertThat(page.find("#notice")).containsText("The voice took too long. The call goes on.");
        assertThat(page.find(".entry.agent .words")).hasText("Still here.");
        assertThat(page.complaints()).containsExactly("warning: parley: a text frame was no JSON and was left out");
    }

    @Test
    void shouldSayThatTheConnectionWasLost() {
        startTyping();

        call.drop();

        assertThat(page.find("#notice")).containsText("The connection was lost.");
        assertThat(page.find("#again")).isVisible();
    }

    @Test
    void shouldSayInTheServersWordsWhyACallWasRefused() {
        page.close();
        page = chromium.page();
        page.page().navigate(files.url());

        page.find("#type").click();

        assertThat(page.find("#notice")).containsText("All lines are busy.");
        assertThat(page.find("#notice")).containsText("try again in 3 s");
        assertThat(page.find("#start")).isVisible();
    }

    @Test
    void shouldSayWhatToDoWhenTheLoginHasEnded() {
        try (PageFiles guarded = PageFiles.guarded()) {
            page.page().navigate(guarded.url());

            assertThat(page.find("#notice")).containsText("This server wants its API key again.");
            assertThat(page.find("#notice")).containsText("Reload the page");
        }
    }

    @Test
    void shouldFitEveryWidthFrom360PixelsInLightAndDark() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (int width : new int[] {360, 390, 768, 1280}) {
                page.close();
                show(chromium.page(width, 800, scheme));
                startCall();
                converse();
                assertThat(page.find(".entry.agent")).hasCount(3);

                String name = width + "-" + scheme.name().toLowerCase(Locale.ROOT);
                page.screenshot(name);
                assertThat((Boolean) page.page()
                                .evaluate("() => document.scrollingElement.scrollWidth <= innerWidth"
                                        + " && transcript.scrollWidth <= transcript.clientWidth"))
                        .as(name)
                        .isTrue();
                assertThat(page.page().evaluate(Contrast.SCRIPT).toString())
                        .as("text with too little contrast at " + name)
                        .isEqualTo("[]");
                assertThat(page.complaints()).isEmpty();
            }
        }
    }

    private void converse() {
        call.says("s0", "Welcome to the order desk. What would you like to order?");
        call.finishes("s0", "Welcome to the order desk.", true);
        call.commits("What is the price of the pizza?");
        call.tool("t1", "product_price", "{\\\"product\\\":\\\"pizza\\\"}", "10.0");
        call.metrics(312, 84, 96, 541);
        call.says("s1", "A pizza is 10 dollars, and we have 50 of them.");
        call.finishes("s1", "A pizza is 10 dollars, and we have 50 of them.", false);
        call.commits("Two pizzas and one salad, please, and a very long name: " + "x".repeat(120));
        call.metrics(298, 121, 88, 612);
        call.agentIs("speaking");
        call.says("s2", "Two pizzas and one salad, that makes");
        call.hears("oh and", false);
    }
}
