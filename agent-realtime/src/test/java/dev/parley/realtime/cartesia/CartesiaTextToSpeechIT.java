package dev.parley.realtime.cartesia;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.testkit.ActorKit;
import dev.parley.text.TimedText;
import dev.parley.tts.CollectedSpeech;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cartesia's voice over real sockets, with a server that speaks as its reference says. */
@Timeout(60)
class CartesiaTextToSpeechIT {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAMPLES = Base64.getEncoder().encodeToString(new byte[] {1, 0, 2, 0});

    private final AtomicInteger connections = new AtomicInteger();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private volatile boolean refuses;
    private ServerBinding server;

    @BeforeEach
    void start() throws Exception {
        server = await(Http.get(kit.system()).newServerAt("127.0.0.1", 0).bindSync(this::connect));
    }

    @AfterEach
    void stop() throws Exception {
        await(server.terminate(Duration.ofSeconds(3)));
    }

    private HttpResponse connect(HttpRequest request) {
        keys.add(request.getHeader("X-API-Key").map(header -> header.value()).orElse(""));
        if (refuses) {
            return HttpResponse.create().withStatus(401);
        }
        connections.incrementAndGet();
        WebSocketUpgrade upgrade = request.getAttribute(akka.http.javadsl.model.AttributeKeys.webSocketUpgrade)
                .orElseThrow();
        return upgrade.handleMessagesWith(Flow.<Message>create()
                .takeWhile(message -> !message.asTextMessage().getStrictText().contains("hang up"))
                .mapConcat(this::answer));
    }

    /** A chunk for each piece of text and its time, {@code done} for its end; errors for {@code fail}. */
    private List<Message> answer(Message message) throws JsonProcessingException {
        JsonNode request = JSON.readTree(message.asTextMessage().getStrictText());
        asked.add(request);
        String id = request.path("context_id").asText();
        String text = request.path("transcript").asText();
        if (request.path("cancel").asBoolean()) {
            return List.of(event(id, "\"type\":\"chunk\",\"data\":\"" + SAMPLES + "\",\"done\":false"));
        }
        if (text.equals("fail")) {
            return List.of(
                    event(
                            id,
                            "\"type\":\"error\",\"done\":true,\"status_code\":400,\"title\":\"Invalid voice\",\"message\":\"m\""));
        }
        if (text.isEmpty()) {
            return request.path("continue").asBoolean()
                    ? List.of(event(id, "\"type\":\"flush_done\",\"flush_id\":1"))
                    : List.of(event(id, "\"type\":\"done\",\"done\":true"));
        }
        return List.of(
                event("of-somebody-else", "\"type\":\"chunk\",\"data\":\"" + SAMPLES + "\""),
                event(id, "\"type\":\"chunk\",\"data\":\"" + SAMPLES + "\",\"done\":false,\"status_code\":206"),
                event(
                        id,
                        "\"type\":\"timestamps\",\"word_timestamps\":{\"words\":[\"" + text.strip()
                                + "\"],\"start\":[0.25],\"end\":[0.5]}"));
    }

    private static Message event(String id, String fields) {
        return TextMessage.create("{\"context_id\":\"" + id + "\"," + fields + "}");
    }

    private CartesiaTextToSpeech voice() {
        URI url = URI.create("ws://127.0.0.1:" + server.localAddress().getPort() + "/tts/websocket");
        return CartesiaTextToSpeech.at(url, "sk-own", "sonic-3.5", "voice-1")
                .withParameter("language", JSON.getNodeFactory().textNode("en"));
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

    private CompletionStage<AudioFrame> say(CartesiaTextToSpeech voice, String text) {
        return voice.synthesize(text).runWith(CollectedSpeech.sink(), kit.system());
    }

    @Test // tts.TTS.stream
    void shouldSpeakATextPieceByPieceAndTellItsWords() throws Exception {
        Source<SpeechInput, NotUsed> text = Source.from(
                List.of(new SpeechInput.Text("Good "), new SpeechInput.Flush(), new SpeechInput.Text("morning.")));

        List<SynthesizedAudio> speech = await(text.via(voice().stream()).runWith(Sink.seq(), kit.system()));

        assertThat(speech.stream().mapToInt(audio -> audio.frame().samples()).sum())
                .isEqualTo(4);
        assertThat(speech.get(0).frame().format()).isEqualTo(AudioFormat.REALTIME);
        assertThat(speech.stream().flatMap(audio -> audio.timings().stream()))
                .extracting(TimedText::text)
                .containsExactly("Good", "morning.");
        assertThat(asked)
                .extracting(request -> request.path("transcript").asText())
                .containsExactly("Good ", "", "morning.", "");
        assertThat(asked)
                .extracting(request -> request.path("continue").asBoolean())
                .containsExactly(true, true, true, false);
        assertThat(asked.get(1).path("flush").asBoolean()).isTrue();
        JsonNode first = asked.get(0);
        assertThat(first.path("model_id").asText()).isEqualTo("sonic-3.5");
        assertThat(first.at("/voice/id").asText()).isEqualTo("voice-1");
        assertThat(first.at("/output_format/sample_rate").asInt()).isEqualTo(24_000);
        assertThat(first.path("language").asText()).isEqualTo("en");
        assertThat(keys).containsExactly("sk-own");
    }

    @Test // ConnectionPool
    void shouldUseItsConnectionAgain() throws Exception {
        CartesiaTextToSpeech voice = voice();
        await(voice.prewarm());

        await(say(voice, "One."));
        await(say(voice, "Two."));

        assertThat(connections).hasValue(1);
        assertThat(asked.get(0).path("context_id")).isNotEqualTo(asked.get(2).path("context_id"));
    }

    @Test
    void shouldCancelWhatIsNotWantedAndPassOverWhatComesOfIt() throws Exception {
        CartesiaTextToSpeech voice = voice();
        Source<SpeechInput, NotUsed> endless =
                Source.<SpeechInput>single(new SpeechInput.Text("One.")).concat(Source.maybe());
        await(endless.via(voice.stream()).runWith(Sink.head(), kit.system()));

        AudioFrame second = await(say(voice, "Two."));

        assertThat(second.samples()).isEqualTo(2);
    }

    @Test // APIStatusError
    void shouldTellWhatTheServerRefuses() throws Exception {
        CartesiaTextToSpeech voice = voice();

        assertThat(failure(say(voice, "fail")))
                .isInstanceOfSatisfying(
                        ModelStatusException.class,
                        error -> assertThat(error.status()).isEqualTo(400))
                .hasMessageContaining("cartesia/sonic-3.5: status 400: Invalid voice");
        refuses = true;
        assertThat(failure(say(voice, "Two.")))
                .isInstanceOfSatisfying(
                        ModelStatusException.class,
                        error -> assertThat(error.status()).isEqualTo(401));
    }

    @Test // APIConnectionError
    void shouldTellThatTheConnectionIsLost() throws Exception {
        CartesiaTextToSpeech voice = voice();
        Source<SpeechInput, NotUsed> endless =
                Source.<SpeechInput>single(new SpeechInput.Text("hang up")).concat(Source.maybe());

        assertThat(failure(endless.via(voice.stream()).runWith(Sink.seq(), kit.system())))
                .isInstanceOf(ModelConnectionException.class)
                .hasMessageContaining("cartesia/sonic-3.5: closed by the server");
        assertThat(await(say(voice, "Two.")).samples()).isEqualTo(2);
        assertThat(connections).hasValue(2);
    }
}
