package dev.parley.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls in rooms of the real LiveKit server: the order desk, and a browser with LiveKit's own client. */
@Timeout(180)
@Tag("livekit")
class RoomInBrowserIT {
    private static final String QUESTION = "what is the price of the pizza";
    private static final String GREETING = "Hello, this is the order desk. What would you like to order?";
    private static final String MENU = "We have pizzas, salads and ice creams. What would you like?";
    private static final String PRICE = "The pizza costs 10 dollars.";

    @TempDir
    private static Path directory;

    private static LivekitServer livekit;
    private static OrderDeskServer desk;

    @BeforeAll
    static void start() throws Exception {
        livekit = LivekitServer.start();
        desk = OrderDeskServer.inRoomsOf(livekit, "order-desk", directory).warm();
    }

    @AfterAll
    static void stop() {
        desk.close();
        livekit.close();
    }

    @Test
    void shouldTakeAnOrderFromABrowser() throws Exception {
        Path recording = desk.recording(directory, Duration.ofMillis(500), QUESTION);
        try (Chromium chromium = Chromium.withMicrophonePlaying(recording);
                RoomPage page = join(chromium, "browser")) {
            Call call = call();
            page.awaitSaid(GREETING);

            Instant asked = Instant.now();
            page.speak();
            page.awaitSaid(PRICE);
            assertThat(desk.understood(page.heardSince(asked))).isEqualTo("the pizza costs ten dollars");
            assertShown(page, call);
            order(page);
            page.leave();

            JobEnd end = call.whenEnded().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(end.reason()).contains("PARTICIPANT_DISCONNECTED", "CLIENT_INITIATED");
            assertThat(serverSays("job ended", call.id())).contains("JS_SUCCESS");
            assertThat(page.complaints()).isEmpty();
        }
        assertThat(get("/orders")).contains("5550199", "Baker Street").containsPattern("\"total\":\\s*25");
    }

    private static void assertShown(RoomPage page, Call call) {
        assertThat(page.texts("alice"))
                .filteredOn(text -> "true".equals(text.get("final")))
                .singleElement()
                .satisfies(text -> {
                    assertThat(String.valueOf(text.get("text"))).contains("price", "pizza");
                    assertThat(text.get("track")).isEqualTo(page.seen("microphone"));
                });
        assertThat(page.texts("agent-" + call.id())).hasSize(2).allSatisfy(text -> {
            assertThat(text.get("final")).isEqualTo("true");
            assertThat(text.get("track")).isEqualTo(page.seen("voice"));
        });
        assertThat(page.states()).containsSubsequence("listening", "thinking", "speaking", "listening");
    }

    /** Typed on {@code lk.chat}. */
    private static void order(RoomPage page) {
        page.type("two pizzas and a salad");
        page.awaitTrue("seen.texts.at(-1).text.endsWith('Anything else?') && listens()");
        page.type("that's all");
        page.awaitTrue("seen.texts.at(-1).text.endsWith('What is your phone number?') && listens()");
        page.type("5550199");
        page.awaitTrue("seen.texts.at(-1).text.endsWith('shall we deliver to?') && listens()");
        page.type("12 baker street");
        page.awaitTrue("seen.texts.at(-1).text.endsWith('Shall I place the order?') && listens()");
        page.type("yes");
        page.awaitTrue("seen.texts.at(-1).text.includes('Your order number is 1.') && listens()");
    }

    @Test
    void shouldFallSilentWhenTheBrowserBargesIn() throws Exception {
        Path recording = desk.recording(directory, Duration.ofMillis(300), QUESTION);
        try (Chromium chromium = Chromium.withMicrophonePlaying(recording);
                RoomPage page = join(chromium, "barge-in")) {
            CompletableFuture<Instant> decided = new CompletableFuture<>();
            session(call()).on(SessionEvent.PlaybackCleared.class, event -> decided.complete(event.at()));
            page.awaitSaid(GREETING);
            page.type("what do you have");
            page.awaitState("speaking");
            page.speak();
            page.awaitSaid(PRICE);

            Instant moment = decided.get(1, TimeUnit.SECONDS);
            double silentAfter = page.soundAfter(moment);
            System.out.printf("barge-in: silent in the browser %.0f ms after the decision%n", silentAfter);
            assertThat(silentAfter).isLessThan(1000);
            assertThat(desk.understood(page.heardSince(moment.plusMillis((long) silentAfter))))
                    .isEqualTo("the pizza costs ten dollars");
            assertThat(page.texts("agent-" + call().id()))
                    .extracting(text -> String.valueOf(text.get("text")))
                    .doesNotContain(MENU)
                    .anyMatch(text -> MENU.startsWith(text));
            page.leave();
        }
    }

    private static RoomPage join(Chromium chromium, String room) throws Exception {
        livekit.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("order-desk")
                        .setRoom(room)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        String token = AccessToken.of(livekit.credentials())
                .identity("alice")
                .video(VideoGrant.join(room))
                .toJwt();
        return RoomPage.join(chromium, livekit.url().toString(), token);
    }

    /** The call that goes on. */
    private static Call call() throws Exception {
        List<Call> calls = desk.calls();
        for (int i = 0; calls.isEmpty() && i < 300; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            calls = desk.calls();
        }
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    private static AgentSession session(Call call) throws Exception {
        return call.whenAttached().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static String serverSays(String what, String whose) throws Exception {
        for (int i = 0; i < 300; i++) {
            for (String line : livekit.log().lines().toList()) {
                if (line.contains(what) && line.contains(whose)) {
                    return line;
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the server's log has no line with " + what + " and " + whose);
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(desk.url()).resolve(path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
