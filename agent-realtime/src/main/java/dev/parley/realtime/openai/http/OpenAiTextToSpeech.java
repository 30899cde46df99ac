package dev.parley.realtime.openai.http;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.util.List;
import java.util.Optional;

/** A voice by OpenAI's speech endpoint: PCM of 24 kHz as it is made. Thread-safe. */
public final class OpenAiTextToSpeech implements TextToSpeech {
    private static final TextToSpeechCapabilities CAPABILITIES = new TextToSpeechCapabilities(4096);

    private final ApiCalls calls;
    private final ObjectNode parameters;

    private OpenAiTextToSpeech(ApiCalls calls, ObjectNode parameters) {
        this.calls = calls;
        this.parameters = parameters;
    }

    /** A voice such as {@code alloy} of a model such as {@code gpt-4o-mini-tts}; connects to nothing yet. */
    public static OpenAiTextToSpeech of(OpenAiApi api, String model, String voice) {
        ObjectNode parameters = JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("voice", voice)
                .put("response_format", "pcm");
        return new OpenAiTextToSpeech(new ApiCalls(api, model), parameters);
    }

    /** The same with this parameter in each request, such as {@code speed} or {@code instructions}. */
    public OpenAiTextToSpeech withParameter(String name, JsonNode value) {
        return new OpenAiTextToSpeech(calls, parameters.deepCopy().set(name, value.deepCopy()));
    }

    @Override
    public String name() {
        return calls.name();
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
        return synthesizeTimed(text).map(SynthesizedAudio::frame);
    }

    /** Without timings, but with the request's id. */
    @Override
    public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
        ObjectNode body = parameters.deepCopy().put("input", text);
        return calls.stream("/audio/speech", ApiCalls.Content.json(body), this::audio);
    }

    private Source<SynthesizedAudio, NotUsed> audio(ApiCalls.Answer answer) {
        return answer.bytes()
                .statefulMap(
                        ByteString::emptyByteString,
                        (left, bytes) -> wholeSamples(left.concat(bytes)),
                        left -> Optional.empty())
                .mapConcat(whole -> whole.isEmpty() ? List.of() : List.of(whole))
                .map(whole -> new SynthesizedAudio(
                        AudioFrame.wrap(whole.toArray(), format()), List.of(), answer.requestId()));
    }

    /** A chunk may end in the middle of a sample. */
    private static Pair<ByteString, ByteString> wholeSamples(ByteString bytes) {
        int whole = bytes.size() - bytes.size() % 2;
        return Pair.create(bytes.drop(whole), bytes.take(whole));
    }
}
