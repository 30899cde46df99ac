package dev.parley.realtime.openai.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ActorKit;
import dev.parley.tts.CollectedSpeech;
import dev.parley.tts.SynthesizedAudio;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The models behind OpenAI's HTTP API, over real sockets. */
@Timeout(60)
class OpenAiModelsIT {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static final String CHUNK = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}";
    private static final String USAGE = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"gpt-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":4,"
            + "\"total_tokens\":34}}";
    private static final FakeOpenAi.Reply ANSWER = FakeOpenAi.Reply.events(
            CHUNK.formatted("{\"role\":\"assistant\",\"content\":\"Good \"}", "null"),
            CHUNK.formatted("{\"content\":\"day, Zoë.\"}", "null"),
            CHUNK.formatted(
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\","
                            + "\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}",
                    "null"),
            CHUNK.formatted(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}}]}",
                    "null"),
            CHUNK.formatted(
                    "{\"tool_calls\":[{\"index\":1,\"id\":\"call_b\",\"type\":\"function\","
                            + "\"function\":{\"name\":\"time\",\"arguments\":\"{}\"}}]}",
                    "null"),
            CHUNK.formatted("{}", "\"tool_calls\""),
            USAGE,
            "[DONE]");

    private FakeOpenAi server;
    private OpenAiApi api;

    @BeforeEach
    void start() throws Exception {
        server = new FakeOpenAi();
        api = OpenAiApi.at("openai", server.base(), "sk-own");
    }

    @AfterEach
    void stop() {
        server.close();
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

    private static ChatRequest request() {
        ToolDefinition weather = new ToolDefinition(
                "weather", "Tells it.", new ObjectMapper().createObjectNode().put("type", "object"));
        return new ChatRequest(
                "s",
                ChatContext.empty().addMessage(ChatRole.USER, "Hello!", Instant.EPOCH),
                List.of(weather),
                ToolChoice.AUTO);
    }

    private CompletionStage<List<ChatChunk>> chat(OpenAiLanguageModel model) {
        return model.chat(request()).runWith(Sink.seq(), kit.system());
    }

    @Test // llm.LLM.chat
    void shouldStreamAnAnswerWithToolCalls() throws Exception {
        server.replies.add(ANSWER);
        OpenAiLanguageModel model = OpenAiLanguageModel.of(api, "gpt-x")
                .withParameter(
                        "temperature", new ObjectMapper().getNodeFactory().numberNode(0.2));

        List<ChatChunk> chunks = await(chat(model));

        assertThat(model.name()).isEqualTo("openai/gpt-x");
        assertThat(chunks)
                .containsExactly(
                        new ChatChunk.RequestId("chatcmpl-1"),
                        new ChatChunk.TextDelta("Good "),
                        new ChatChunk.TextDelta("day, Zoë."),
                        new ChatChunk.ToolCallRequested("call_a", "weather", "{\"city\":\"Bern\"}"),
                        new ChatChunk.ToolCallRequested("call_b", "time", "{}"),
                        new ChatChunk.Usage(30, 4));
        FakeOpenAi.Asked asked = server.asked.take();
        JsonNode body = new ObjectMapper().readTree(asked.text());
        assertThat(asked.path()).isEqualTo("/v1/chat/completions");
        assertThat(asked.key()).isEqualTo("Bearer sk-own");
        assertThat(body.path("model").asText()).isEqualTo("gpt-x");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("Hello!");
        assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("weather");
    }

    @Test
    void shouldLeaveOutWhatAServerDoesNotKnow() throws Exception {
        server.replies.add(ANSWER);

        await(chat(OpenAiLanguageModel.of(api, "gpt-x").withParameter("stream_options", NullNode.getInstance())));

        assertThat(new ObjectMapper().readTree(server.asked.take().text()).has("stream_options"))
                .isFalse();
    }

    @Test // APIStatusError
    void shouldTellWhichRefusalsPass() throws Exception {
        server.replies.add(
                FakeOpenAi.Reply.json(
                        401,
                        "{\"error\":{\"message\":\"unknown key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"));
        server.replies.add(FakeOpenAi.Reply.json(503, "overloaded"));
        server.replies.add(
                FakeOpenAi.Reply.json(429, "{\"error\":{\"message\":\"no money\",\"code\":\"insufficient_quota\"}}"));
        OpenAiLanguageModel model = OpenAiLanguageModel.of(api, "gpt-x");

        assertThat(failure(chat(model)))
                .isInstanceOfSatisfying(ModelStatusException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(401);
                    assertThat(refused.requestId()).contains("req-7");
                    assertThat(refused.retryable()).isFalse();
                })
                .hasMessageContaining("unknown key")
                .hasMessageNotContaining("sk-own");
        assertThat(failure(chat(model)))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        busy -> assertThat(busy.retryable()).isTrue());
        assertThat(failure(chat(model)))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        broke -> assertThat(broke.retryable()).isFalse());
    }

    @Test
    void shouldTellAnErrorInTheMiddleOfAnAnswerAndAnAnswerThatBreaksOff() throws Exception {
        String begun = CHUNK.formatted("{\"content\":\"Good \"}", "null");
        server.replies.add(FakeOpenAi.Reply.events(begun, "{\"error\":{\"message\":\"out of memory\"}}"));
        server.replies.add(FakeOpenAi.Reply.events(begun));
        OpenAiLanguageModel model = OpenAiLanguageModel.of(api, "gpt-x");

        assertThat(failure(chat(model)))
                .isInstanceOf(ModelStatusException.class)
                .hasMessageContaining("out of memory");
        assertThat(failure(chat(model)))
                .isInstanceOf(ModelConnectionException.class)
                .hasMessageContaining("broke off");
    }

    @Test // APIConnectionError
    void shouldTellThatNobodyIsThere() throws Exception {
        server.close();

        assertThat(failure(chat(OpenAiLanguageModel.of(api, "gpt-x"))))
                .isInstanceOf(ModelConnectionException.class)
                .hasMessageContaining("openai/gpt-x: not reached");
    }

    private static FakeOpenAi.Reply endless() {
        String[] chunks = new String[100_000];
        Arrays.fill(chunks, CHUNK.formatted("{\"content\":\"%s\"}".formatted("la ".repeat(1000)), "null"));
        return FakeOpenAi.Reply.events(chunks);
    }

    @Test
    void shouldEndTheRequestWhenTheRestIsNotWanted() throws Exception {
        server.replies.add(endless());

        await(OpenAiLanguageModel.of(api, "gpt-x").chat(request()).take(3).runWith(Sink.seq(), kit.system()));

        assertThat(await(server.lost)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldEndARequestThatIsNotAnsweredYet() throws Exception {
        UniqueKillSwitch unwanted = OpenAiLanguageModel.of(api, "gpt-x")
                .chat(request())
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.ignore())
                .run(kit.system());
        server.asked.take();

        unwanted.shutdown();
        server.replies.add(endless());

        assertThat(await(server.lost)).isInstanceOf(IOException.class);
    }

    @Test // tts.TTS.synthesize
    void shouldSpeakWhereverTheBytesAreCut() throws Exception {
        server.replies.add(FakeOpenAi.Reply.audio(new byte[] {1, 0, 2}, new byte[] {0, 3}, new byte[] {0}));
        server.replies.add(FakeOpenAi.Reply.audio(new byte[4800]));
        OpenAiTextToSpeech voice = OpenAiTextToSpeech.of(api, "gpt-4o-mini-tts", "alloy");

        AudioFrame whole = await(voice.synthesize("Good day.").runWith(CollectedSpeech.sink(), kit.system()));
        SynthesizedAudio first = await(voice.synthesizeTimed("Good day.").runWith(Sink.head(), kit.system()));

        assertThat(whole.toByteArray()).containsExactly(1, 0, 2, 0, 3, 0);
        assertThat(whole.format()).isEqualTo(AudioFormat.REALTIME);
        assertThat(first.requestId()).contains("req-7");
        JsonNode body = new ObjectMapper().readTree(server.asked.take().text());
        assertThat(body.path("input").asText()).isEqualTo("Good day.");
        assertThat(body.path("response_format").asText()).isEqualTo("pcm");
        assertThat(body.path("voice").asText()).isEqualTo("alloy");
    }

    @Test // stt.STT.recognize
    void shouldRecogniseAnUtterance() throws Exception {
        server.replies.add(FakeOpenAi.Reply.json(200, "{\"text\":\" Two pizzas. \",\"language\":\"en\"}"));
        OpenAiSpeechToText recogniser = OpenAiSpeechToText.of(api, "whisper-x").withParameter("language", "en");

        Transcript heard = await(recogniser.recognize(
                AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.WIDEBAND), List.of("Quattro", "Stagioni")));

        assertThat(heard.text()).isEqualTo("Two pizzas.");
        assertThat(heard.language()).contains("en");
        assertThat(heard.requestId()).contains("req-7");
        assertThat(recogniser.capabilities().has(SpeechToTextFeature.KEYTERMS)).isTrue();
        FakeOpenAi.Asked asked = server.asked.take();
        assertThat(asked.type()).startsWith("multipart/form-data; boundary=");
        assertThat(asked.text())
                .contains("name=\"model\"\r\n\r\nwhisper-x\r\n")
                .contains("name=\"prompt\"\r\n\r\nQuattro, Stagioni\r\n")
                .contains("filename=\"utterance.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF");
        assertThat(asked.text()).hasSizeGreaterThan(32_000);
    }

    @Test
    void shouldNotAskForWhatIsTooShortToBeSpeech() throws Exception {
        Transcript heard = await(OpenAiSpeechToText.of(api, "whisper-x")
                .recognize(AudioFrame.silence(Duration.ofMillis(99), AudioFormat.WIDEBAND)));

        assertThat(heard).isEqualTo(Transcript.nothing());
        assertThat(server.asked).isEmpty();
    }

    @Test // the fake itself, by the vendor's own client
    void shouldSatisfyTheVendorsClient() throws Exception {
        server.replies.add(ANSWER);
        server.replies.add(FakeOpenAi.Reply.audio(new byte[] {1, 0, 2}, new byte[] {0}));
        server.replies.add(FakeOpenAi.Reply.json(200, "{\"text\":\"Two pizzas.\"}"));
        server.replies.add(FakeOpenAi.Reply.json(401, "{\"error\":{\"message\":\"unknown key\",\"code\":\"x\"}}"));

        String told = PythonPeer.run(Duration.ofSeconds(50), OpenAiModelsIT.class, "openai_http.py", server.base());

        assertThat(told.lines())
                .containsExactly(
                        "text Good day, Zoë.",
                        "tools weather {\"city\":\"Bern\"} time {}",
                        "tokens 34",
                        "audio 4",
                        "heard Two pizzas.",
                        "refused 401");
    }
}
