package dev.parley.realtime.cartesia;

import akka.Done;
import akka.NotUsed;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.pool.ConnectionPool;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A voice of Cartesia's, which speaks a text as it is written and tells its words' times; PCM of 24 kHz. Thread-safe. Connections
 * are kept between texts for at most five minutes, which is when the server closes an idle one.
 */
public final class CartesiaTextToSpeech implements TextToSpeech {
    private static final URI CARTESIA = URI.create("wss://api.cartesia.ai/tts/websocket");
    private static final String VERSION = "2026-03-01";
    private static final Duration LONGEST_SESSION = Duration.ofMinutes(5);
    private static final TextToSpeechCapabilities CAPABILITIES =
            TextToSpeechCapabilities.anyLength().withAlignedTranscript().withStreaming();

    private final String model;
    private final ObjectNode parameters;
    private final ConnectionPool<CartesiaLine> pool;

    CartesiaTextToSpeech(String model, ObjectNode parameters, ConnectionPool<CartesiaLine> pool) {
        this.model = model;
        this.parameters = parameters;
        this.pool = pool;
    }

    /** A voice by its id, of a model such as {@code sonic-3.5}; connects to nothing yet. */
    public static CartesiaTextToSpeech of(String key, String model, String voice) {
        return at(CARTESIA, key, model, voice);
    }

    /**
     * The same at another address, {@code ws} or {@code wss}.
     *
     * @throws IllegalArgumentException if the key can't be one
     */
    public static CartesiaTextToSpeech at(URI url, String key, String model, String voice) {
        Map<String, String> headers = Map.of("X-API-Key", oneLine(key.strip()), "Cartesia-Version", VERSION);
        ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("model_id", model);
        parameters.putObject("voice").put("mode", "id").put("id", voice);
        parameters
                .putObject("output_format")
                .put("container", "raw")
                .put("encoding", "pcm_s16le")
                .put("sample_rate", AudioFormat.REALTIME.sampleRate());
        parameters.put("add_timestamps", true);
        return new CartesiaTextToSpeech(
                model,
                parameters,
                new ConnectionPool<>(
                        () -> CartesiaLine.connect("cartesia/" + model, url, headers),
                        LONGEST_SESSION,
                        InstantSource.system()));
    }

    /** Else the JDK would tell the key in its failure. */
    private static String oneLine(String key) {
        if (!key.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            throw new IllegalArgumentException("X-API-Key: *** (expected: one line of ASCII)");
        }
        return key;
    }

    /** The same with this field in each request, such as {@code language} or {@code generation_config}; shares its connections. */
    public CartesiaTextToSpeech withParameter(String name, JsonNode value) {
        return new CartesiaTextToSpeech(model, parameters.deepCopy().set(name, value.deepCopy()), pool);
    }

    @Override
    public String name() {
        return "cartesia/" + model;
    }

    @Override
    public TextToSpeechCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.REALTIME;
    }

    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        return synthesizeTimed(text)
                .mapConcat(audio -> audio.frame().byteCount() == 0 ? List.of() : List.of(audio.frame()));
    }

    @Override
    public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
        return Source.<SpeechInput>single(new SpeechInput.Text(text)).via(stream());
    }

    @Override
    public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
        return Flow.fromMaterializer((materializer, attributes) -> speaking(materializer))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** Ends the speech also where it is cancelled before there is a connection, and its flow is never run. */
    private Flow<SpeechInput, SynthesizedAudio, NotUsed> speaking(Materializer materializer) {
        CompletionStage<CartesiaSpeech> speech = pool.get().thenApply(line -> begin(line, materializer));
        return Flow.completionStageFlow(speech.thenApply(CartesiaTextToSpeech::flowOf))
                .watchTermination((mat, end) -> {
                    end.whenComplete((done, failure) -> speech.thenAccept(begun -> begun.over(failure)));
                    return NotUsed.getInstance();
                });
    }

    private CartesiaSpeech begin(CartesiaLine line, Materializer materializer) {
        try {
            return CartesiaSpeech.begin(name(), parameters.deepCopy(), line, pool, materializer);
        } catch (RuntimeException stopped) {
            pool.put(line);
            throw stopped;
        }
    }

    private static Flow<SpeechInput, SynthesizedAudio, NotUsed> flowOf(CartesiaSpeech speech) {
        SharedKillSwitch over = KillSwitches.shared("cartesia");
        Sink<SpeechInput, NotUsed> text = Flow.<SpeechInput>create()
                .<Optional<SpeechInput>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .via(over.flow())
                .watchTermination((mat, end) -> {
                    end.whenComplete((done, failure) -> speech.textEnded(failure));
                    return mat;
                })
                .to(Sink.foreach(speech::write));
        Source<SynthesizedAudio, NotUsed> audio = speech.audio().watchTermination((mat, end) -> {
            end.whenComplete((done, failure) -> over.shutdown());
            return mat;
        });
        return Flow.fromSinkAndSource(text, audio);
    }

    /** Connects ahead. */
    @Override
    public CompletionStage<Done> prewarm() {
        return pool.prewarm();
    }
}
