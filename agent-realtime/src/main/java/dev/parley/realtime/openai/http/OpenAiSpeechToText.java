package dev.parley.realtime.openai.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.resilience.ModelException;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A recogniser by OpenAI's transcription endpoint, of whole utterances. Thread-safe. It says nothing of how sure it is: a
 * confidence is always 1.
 */
public final class OpenAiSpeechToText implements SpeechToText {
    private static final SpeechToTextCapabilities CAPABILITIES =
            new SpeechToTextCapabilities(false, false).with(SpeechToTextFeature.KEYTERMS);

    /** What is shorter is refused by the server. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final ApiCalls calls;
    private final Map<String, String> parameters;

    private OpenAiSpeechToText(ApiCalls calls, Map<String, String> parameters) {
        this.calls = calls;
        this.parameters = parameters;
    }

    /** A model such as {@code gpt-4o-mini-transcribe}, which finds out the language; connects to nothing yet. */
    public static OpenAiSpeechToText of(OpenAiApi api, String model) {
        return new OpenAiSpeechToText(new ApiCalls(api, model), Map.of("model", model, "response_format", "json"));
    }

    /** The same with this field in each request, such as {@code language} or {@code temperature}. */
    public OpenAiSpeechToText withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new OpenAiSpeechToText(calls, more);
    }

    @Override
    public String name() {
        return calls.name();
    }

    @Override
    public SpeechToTextCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return recognize(utterance, List.of());
    }

    /** The terms are the request's prompt. */
    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance, List<String> keyterms) {
        if (utterance.duration().compareTo(SHORTEST) < 0) {
            return CompletableFuture.completedStage(Transcript.nothing());
        }
        FormData form = new FormData();
        parameters.forEach(form::field);
        if (!keyterms.isEmpty()) {
            form.field("prompt", String.join(", ", keyterms));
        }
        form.file("file", "utterance.wav", "audio/wav", Wav.toBytes(utterance));
        return calls.ask(
                "/audio/transcriptions",
                form.content(),
                answer -> read(answer.body().text(), ApiCalls.requestId(answer)));
    }

    private Transcript read(String body, Optional<String> requestId) {
        try {
            JsonNode answer = ApiCalls.JSON.readTree(body);
            String text = answer.path("text").asText("").strip();
            Optional<String> language =
                    Optional.of(answer.path("language").asText("")).filter(known -> !known.isEmpty());
            return text.isEmpty()
                    ? Transcript.nothing()
                    : new Transcript(text, 1, language, Optional.empty(), requestId);
        } catch (JsonProcessingException wrong) {
            throw ModelException.passing(name() + ": an answer of " + body.length() + " characters (expected: JSON)");
        }
    }
}
