package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatOptions.ParallelToolCalls;
import dev.parley.tool.ProviderTool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    private static final ToolDefinition PRICE = new ToolDefinition("price", "Tells a price.", object("object"));
    private static final ObjectNode WEB_SEARCH = object("web_search").put("search_context_size", "low");
    private static final ChatContext HELLO = ChatContext.empty().addMessage(ChatRole.USER, "Hello", Instant.EPOCH);

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ChatRequest request(ToolDefinition... tools) {
        return new ChatRequest("s", HELLO, List.of(tools), ToolChoice.REQUIRED);
    }

    @Test
    void shouldBeABodyOfAChatCompletion() throws Exception {
        JsonNode expected = new ObjectMapper().readTree("""
                {"messages":[{"role":"user","content":"Hello"}],
                 "tools":[
                   {"type":"function","function":{"name":"price","description":"Tells a price.","parameters":{"type":"object"}}},
                   {"type":"web_search","search_context_size":"low"}],
                 "tool_choice":"required","parallel_tool_calls":false,"temperature":0.5}""");

        ChatOptions options = ChatOptions.standard()
                .withParallelToolCalls(ParallelToolCalls.FORBIDDEN)
                .withExtra("temperature", DoubleNode.valueOf(0.5));

        assertThat(request(PRICE, ToolDefinition.provided("search", WEB_SEARCH))
                        .withOptions(options)
                        .toOpenAi())
                .isEqualTo(expected);
    }

    @Test
    void shouldSayNothingOfToolsThatAreNotThereNorOfWhatIsLeftToTheProvider() {
        ChatOptions allowed = ChatOptions.standard().withParallelToolCalls(ParallelToolCalls.ALLOWED);

        assertThat(request().withOptions(allowed).toOpenAi().properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("messages");
        assertThat(request(PRICE).toOpenAi().has("parallel_tool_calls")).isFalse();
        assertThat(request(PRICE).withOptions(allowed).toOpenAi().path("parallel_tool_calls"))
                .isEqualTo(BooleanNode.TRUE);
    }

    @Test
    void shouldKeepItsOptionsOnAnotherConversation() {
        ChatOptions options = ChatOptions.standard().withExtra("seed", DoubleNode.valueOf(1));

        assertThat(request(PRICE)
                        .withOptions(options)
                        .withContext(ChatContext.empty())
                        .options())
                .isEqualTo(options);
        options.extra().put("seed", 2);
        assertThat(options.extra().path("seed").asInt()).isEqualTo(1);
    }

    @Test
    void shouldPassAProvidersToolOnAndNeverRunIt() {
        ProviderTool search = ProviderTool.of("search", WEB_SEARCH);

        assertThat(search.definition().name()).isEqualTo("search");
        assertThat(search.definition().toOpenAi()).isEqualTo(WEB_SEARCH);
        assertThat(search.definition().toOpenAiResponses()).isEqualTo(WEB_SEARCH);
        assertThat(search.definition().toAnthropic()).isEqualTo(WEB_SEARCH);
        assertThatThrownBy(() -> new ProviderTool(PRICE)).hasMessageContaining("provider tool: price");
        assertThatThrownBy(() -> ProviderTool.of("web search", WEB_SEARCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
