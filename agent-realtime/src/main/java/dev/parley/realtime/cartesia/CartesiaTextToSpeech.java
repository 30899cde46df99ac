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
import java.util.UUID;
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

    private CartesiaTextToSpeech(String model, ObjectNode parameters, ConnectionPool<CartesiaLine> pool) {
        this.model = model;
        this.parameters = parameters;
        this.pool = pool;
    }

    /** A voice by its id, of a model such as {@code sonic-3.5}; connects to nothing yet. */
    public static CartesiaTextToSpeech of(String key, String model, String voice) {
        return at(CARTESIA, key, model, voice);
    }

    /** The same at another address, {@code ws} or {@code wss}. */
    public static CartesiaTextToSpeech at(URI url, String key, String model, String voice) {
        Map<String, String> headers = Map.of("X-API-Key", key, "Cartesia-Version", VERSION);
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
        return Flow.fromMaterializer((materializer, attributes) ->
                        Flow.completionStageFlow(pool.get().thenApply(line -> speaking(line, materializer))))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Flow<SpeechInput, SynthesizedAudio, NotUsed> speaking(CartesiaLine line, Materializer materializer) {
        CartesiaSpeech speech = CartesiaSpeech.begin(name(), context(), line, pool, materializer);
        SharedKillSwitch over = KillSwitches.shared("cartesia");
        Sink<SpeechInput, NotUsed> text = Flow.<SpeechInput>create()
                .<Optional<SpeechInput>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .via(over.flow())
                .to(Sink.foreach(speech::write));
        Source<SynthesizedAudio, NotUsed> audio = speech.audio().watchTermination((mat, end) -> {
            end.whenComplete((done, failure) -> {
                over.shutdown();
                speech.leave();
            });
            return mat;
        });
        return Flow.fromSinkAndSource(text, audio);
    }

    private ObjectNode context() {
        return parameters.deepCopy().put("context_id", UUID.randomUUID().toString());
    }

    /** Connects ahead. */
    @Override
    public CompletionStage<Done> prewarm() {
        return pool.prewarm();
    }
}
