package dev.parley.realtime.deepgram;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ActorKit;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deepgram's recogniser over real sockets, with a server that the vendor's own client talks with as well. */
@Timeout(60)
class DeepgramSpeechToTextIT {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static final AudioFrame SECOND = AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.WIDEBAND);
    private static final AudioFrame FLUSH = AudioFrame.wrap(new byte[0], AudioFormat.WIDEBAND);

    private FakeDeepgram server;

    @BeforeEach
    void start() throws Exception {
        server = new FakeDeepgram(kit.system());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private DeepgramSpeechToText recogniser(String key) {
        return DeepgramSpeechToText.at(server.url(), key, "nova-3");
    }

    private CompletionStage<List<SpeechToTextEvent>> hear(DeepgramSpeechToText stt, AudioFrame... frames) {
        return Source.from(List.of(frames))
                .via(stt.stream(List.of("quattro", "Zoë")))
                .runWith(Sink.seq(), kit.system());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            return new AssertionError("expected: a failure in place of " + await(stage));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        }
    }

    private static Transcript heard(String text, TimedText... words) {
        return new Transcript(text, 0.75, Optional.of("en-US"), Optional.empty(), Optional.of("r-1"), List.of(words));
    }

    private static TimedText word(String text, int start, int end) {
        return new TimedText(text, Duration.ofMillis(start), Duration.ofMillis(end));
    }

    @Test // stt.STT.stream
    void shouldHearAConversationToItsLastWord() throws Exception {
        List<SpeechToTextEvent> events = await(hear(recogniser(FakeDeepgram.KEY), SECOND, FLUSH, SECOND));

        assertThat(events.get(0)).isInstanceOf(SpeechToTextEvent.StartOfSpeech.class);
        assertThat(events.subList(1, 4))
                .containsExactly(
                        new SpeechToTextEvent.Interim(heard("Two", word("Two", 250, 500))),
                        new SpeechToTextEvent.Final(
                                heard("Two pizzas.", word("Two", 250, 500), word("pizzas.", 500, 1000))),
                        new SpeechToTextEvent.Final(heard("Thanks.", word("Thanks.", 1000, 1500))));
        assertThat(events.get(4)).isEqualTo(new SpeechToTextEvent.EndOfSpeech(Duration.ofMillis(500)));
        assertThat(events).hasSize(5);
        assertThat(server.audio()).containsExactly(32_000, 32_000);
        assertThat(server.said()).containsExactly("{\"type\":\"Finalize\"}", "{\"type\":\"CloseStream\"}");
        assertThat(server.asked().get(0).getAll("keyterm")).containsExactlyInAnyOrder("quattro", "Zoë");
    }

    @Test // APIStatusError
    void shouldTellWhatTheServerRefuses() throws Exception {
        assertThat(failure(hear(recogniser("sk-stolen"), SECOND)))
                .isInstanceOfSatisfying(
                        ModelStatusException.class,
                        error -> assertThat(error.requestId()).contains("r-401"))
                .hasMessage("deepgram/nova-3: status 401, request r-401: Invalid credentials. (expected: 200 to 299;"
                        + " check the key and what it is allowed)");
    }

    @Test // APIConnectionError
    void shouldTellThatTheConnectionIsLostAndConnectAgain() throws Exception {
        server.hangUp();
        DeepgramSpeechToText stt = recogniser(FakeDeepgram.KEY);
        CompletionStage<List<SpeechToTextEvent>> lost =
                Source.single(SECOND).concat(Source.maybe()).via(stt.stream()).runWith(Sink.seq(), kit.system());

        assertThat(failure(lost))
                .isInstanceOf(ModelConnectionException.class)
                .hasMessageContaining("deepgram/nova-3: closed by the server");
        server.pickUp();
        assertThat(await(hear(stt, SECOND))).hasSize(4);
    }

    @Test
    void shouldTellThatNobodyIsThere() throws Exception {
        server.close();

        assertThat(failure(hear(recogniser(FakeDeepgram.KEY), SECOND)))
                .isInstanceOf(ModelConnectionException.class)
                .hasMessageContaining("deepgram/nova-3: not reached (caused by ");
    }

    @Test
    void shouldAgreeWithTheVendorsOwnClientOnWhatIsSpoken() throws Exception {
        String told = PythonPeer.runWithProviders(
                Duration.ofSeconds(50), DeepgramSpeechToTextIT.class, "deepgram_listen.py", server.base());

        assertThat(told.lines())
                .containsExactly(
                        "started 0.25",
                        "interim Two [Two 0.25 0.5]",
                        "final Two pizzas. [Two 0.25 0.5, pizzas. 0.5 1.0] flushed",
                        "final Thanks. [Thanks. 1.0 1.5] over",
                        "ended 1.5",
                        "metadata r-1",
                        "closed",
                        "refused 401");
        assertThat(server.audio()).containsExactly(3200);
        List<String> theirs = server.said();
        var asked = server.asked().get(0);
        await(hear(recogniser(FakeDeepgram.KEY).withParameter("no_delay"), SECOND, FLUSH));

        assertThat(server.said().subList(theirs.size(), server.said().size()))
                .extracting(said -> said.replace(" ", ""))
                .containsExactlyElementsOf(theirs.stream()
                        .map(said -> said.replace(" ", ""))
                        .filter(said -> !said.contains("KeepAlive"))
                        .toList());
        assertThat(theirs.get(0).replace(" ", "")).isEqualTo("{\"type\":\"KeepAlive\"}");
        assertThat(server.asked().get(1).toMultiMap()).isEqualTo(asked.toMultiMap());
    }
}
