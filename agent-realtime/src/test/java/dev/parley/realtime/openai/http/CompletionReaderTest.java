package dev.parley.realtime.openai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.llm.ChatChunk;
import dev.parley.resilience.ModelException;
import dev.parley.testkit.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as servers write them that only nearly speak OpenAI's language. */
class CompletionReaderTest {
    private final ApiCalls calls = new ApiCalls(OpenAiApi.at("local", "http://127.0.0.1:1/v1", ""), "m");

    private List<ChatChunk> read(String... events) {
        CompletionReader reader = new CompletionReader(calls);
        List<ChatChunk> chunks = new ArrayList<>();
        for (String event : events) {
            chunks.addAll(reader.read(event.replace('\'', '"')));
        }
        chunks.addAll(reader.end());
        return chunks;
    }

    /** Without indices, and all with the same one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "'index':0,"})
    void shouldTakeCallsThatOnlyTheirIdsTellApart(String index) {
        List<ChatChunk> chunks = read(
                "{'choices':[{'delta':{'tool_calls':[{" + index
                        + "'id':'a','function':{'name':'one','arguments':'{}'}}," + "{" + index
                        + "'id':'b','function':{'name':'two','arguments':'{}'}}]}}]}",
                "{'choices':[{'delta':{},'finish_reason':'stop'}]}");

        assertThat(chunks)
                .containsExactly(
                        new ChatChunk.ToolCallRequested("a", "one", "{}"),
                        new ChatChunk.ToolCallRequested("b", "two", "{}"));
    }

    @Test
    void shouldTakeNamesThatAreRepeatedAndGiveCallsWithoutIdsOne() {
        List<ChatChunk> chunks = read(
                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'','function':{'name':'one','arguments':'{'}}]}}]}",
                "{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'name':'one','arguments':'}'}}]}}]}",
                "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}");

        assertThat(chunks).singleElement().isInstanceOfSatisfying(ChatChunk.ToolCallRequested.class, call -> {
            assertThat(call.name()).isEqualTo("one");
            assertThat(call.arguments()).isEqualTo("{}");
            assertThat(call.callId()).startsWith("call_").hasSizeGreaterThan(20);
        });
    }

    @Test // each call starts as soon as it is parsed from the stream
    void shouldGiveACallAsSoonAsTheNextOneBegins() {
        CompletionReader reader = new CompletionReader(calls);
        reader.read(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"one\"}}]}}]}");

        List<ChatChunk> next = reader.read(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"two\"}}]}}]}");

        assertThat(next).containsExactly(new ChatChunk.ToolCallRequested("a", "one", "{}"));
    }

    @Test
    void shouldRefuseWhatIsNoAnswer() {
        assertThatThrownBy(() -> read("no json"))
                .isInstanceOf(ModelException.class)
                .hasMessage("local/m: an event of 7 characters (expected: JSON)");
        assertThatThrownBy(this::read).isInstanceOf(ModelException.class).hasMessageContaining("broke off");
    }

    private Fuzzer fuzzer() {
        return Fuzzer.of(
                "completion",
                List.of(
                        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Good\"}}],\"usage\":null}"
                                .getBytes(StandardCharsets.UTF_8),
                        ("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":"
                                        + "\"one\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}")
                                .getBytes(StandardCharsets.UTF_8),
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}"
                                .getBytes(StandardCharsets.UTF_8),
                        "{\"error\":{\"message\":\"m\",\"code\":500}}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldReadWhateverComes() {
        fuzzer().inputs(20_000, seed -> new Attacked());
    }

    @Test
    @Tag("long")
    void shouldReadWhateverComesForMinutes() {
        fuzzer().during(Duration.ofMinutes(2), seed -> new Attacked());
    }

    /** Gives chunks, or fails as a model does. */
    private final class Attacked implements Fuzzer.Target {
        private final CompletionReader reader = new CompletionReader(calls);

        @Override
        public void take(byte[] input) {
            try {
                assertThat(reader.read(new String(input, StandardCharsets.UTF_8)))
                        .isNotNull();
            } catch (ModelException told) {
                assertThat(told).hasMessageStartingWith("local/m: ");
            }
        }
    }
}
