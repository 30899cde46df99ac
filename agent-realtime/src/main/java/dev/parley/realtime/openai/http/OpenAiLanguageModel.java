package dev.parley.realtime.openai.http;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import java.util.Optional;

/** A language model by OpenAI's chat completions, streamed. Thread-safe. */
public final class OpenAiLanguageModel implements LanguageModel {
    private static final LanguageModelCapabilities CAPABILITIES = new LanguageModelCapabilities(true, true);

    private final ApiCalls calls;
    private final ObjectNode parameters;

    private OpenAiLanguageModel(ApiCalls calls, ObjectNode parameters) {
        this.calls = calls;
        this.parameters = parameters;
    }

    /** A model such as {@code gpt-4.1-mini}; connects to nothing yet. */
    public static OpenAiLanguageModel of(OpenAiApi api, String model) {
        ObjectNode parameters =
                JsonNodeFactory.instance.objectNode().put("model", model).put("stream", true);
        parameters.putObject("stream_options").put("include_usage", true);
        return new OpenAiLanguageModel(new ApiCalls(api, model), parameters);
    }

    /**
     * The same with this parameter in each request, such as {@code temperature}; a JSON null leaves one out, such as {@code
     * stream_options} for a server that does not know it. A request's own options win.
     */
    public OpenAiLanguageModel withParameter(String name, JsonNode value) {
        ObjectNode more = parameters.deepCopy();
        if (value.isNull()) {
            more.remove(name);
        } else {
            more.set(name, value.deepCopy());
        }
        return new OpenAiLanguageModel(calls, more);
    }

    @Override
    public String name() {
        return calls.name();
    }

    @Override
    public LanguageModelCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
        ObjectNode body = parameters.deepCopy().setAll(request.toOpenAi());
        return calls.stream("/chat/completions", ApiCalls.Content.json(body), this::chunks);
    }

    private Source<ChatChunk, NotUsed> chunks(ApiCalls.Answer answer) {
        return answer.bytes()
                .via(ServerSentEvents.data())
                .<Optional<String>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .statefulMapConcat(() -> {
                    CompletionReader reader = new CompletionReader(calls);
                    return data -> data.map(reader::read).orElseGet(reader::end);
                });
    }
}
