package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.llm.ToolDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reference §1.7: {@code to_provider_format("anthropic")}; the shapes are those of Anthropic's Messages API. */
class AnthropicFormatTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static ChatMessage say(ChatRole role, ChatContent... content) {
        return ChatMessage.of("id", role, List.of(content), START);
    }

    private static ChatMessage say(ChatRole role, String text) {
        return ChatMessage.of("id", role, text, START);
    }

    private static JsonNode written(ChatItem... items) {
        return new ChatContext(List.of(items)).toAnthropic();
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void shouldLetTheSidesTakeTurnsWithCallsAndResultsInTheirs() throws Exception {
        JsonNode body = written(
                say(ChatRole.SYSTEM, "Be kind."),
                say(ChatRole.USER, "Hello?"),
                say(ChatRole.USER, "What does it cost?"),
                say(ChatRole.ASSISTANT, "I look."),
                new FunctionCall("c", "1", "price", "{\"of\":\"bread\"}", START),
                new FunctionCallOutput("o", "1", "price", "no such thing", true, START),
                say(ChatRole.USER, "Well?"));

        assertThat(body).isEqualTo(json("""
                {"system":[{"type":"text","text":"Be kind."}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"Hello?"},{"type":"text","text":"What does it cost?"}]},
                  {"role":"assistant","content":[{"type":"text","text":"I look."},
                   {"type":"tool_use","id":"1","name":"price","input":{"of":"bread"}}]},
                  {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"1","content":"no such thing","is_error":true},
                   {"type":"text","text":"Well?"}]}]}"""));
    }

    @Test
    void shouldKeepLaterInstructionsInTheirPlace() throws Exception {
        JsonNode body = written(
                say(ChatRole.SYSTEM, "Be kind."),
                say(ChatRole.ASSISTANT, "Hello."),
                say(ChatRole.SYSTEM, "Say goodbye."));

        assertThat(body.get("messages")).isEqualTo(json("""
                [{"role":"user","content":[{"type":"text","text":"."}]},
                 {"role":"assistant","content":[{"type":"text","text":"Hello."}]},
                 {"role":"user","content":[{"type":"text","text":"<instructions>\\nSay goodbye.\\n</instructions>"}]}]"""));
    }

    @Test
    void shouldMarkWhatStandsBeforeABreakpoint() throws Exception {
        JsonNode body = written(
                say(ChatRole.SYSTEM, new TextContent("Be kind."), new CacheBreakpoint()),
                ChatMessage.of(ChatMessage.DYNAMIC_INSTRUCTIONS_ID, ChatRole.SYSTEM, "It is Sunday.", START),
                say(ChatRole.USER, "Hello?"));

        assertThat(body.get("system")).isEqualTo(json("""
                [{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}},
                 {"type":"text","text":"It is Sunday."}]"""));
    }

    @Test
    void shouldMarkLaterInstructionsThatEndInABreakpoint() throws Exception {
        JsonNode body = written(
                say(ChatRole.SYSTEM, "Be kind."),
                say(ChatRole.USER, "Hello?"),
                say(ChatRole.SYSTEM, new TextContent("Say goodbye."), new CacheBreakpoint()));

        assertThat(body.path("messages").get(0).path("content").get(1)).isEqualTo(json("""
                {"type":"text","text":"<instructions>\\nSay goodbye.\\n</instructions>",
                 "cache_control":{"type":"ephemeral"}}"""));
    }

    @Test
    void shouldMarkNoMoreThanTheProviderTakesAndNothingBeforeTheBeginning() {
        List<ChatItem> items = new ArrayList<>();
        items.add(say(ChatRole.USER, new CacheBreakpoint(), new TextContent("0")));
        for (int i = 1; i <= 6; i++) {
            items.add(say(ChatRole.USER, new TextContent(String.valueOf(i)), new CacheBreakpoint()));
        }

        JsonNode content =
                new ChatContext(items).toAnthropic().path("messages").get(0).path("content");
        List<String> marked = new ArrayList<>();
        content.forEach(block -> {
            if (block.has("cache_control")) {
                marked.add(block.path("text").asText());
            }
        });

        assertThat(marked).containsExactly("3", "4", "5", "6");
    }

    @Test
    void shouldShowImagesAndReadWhatIsSaid() throws Exception {
        JsonNode body = written(say(
                ChatRole.USER,
                ImageContent.of("https://example.com/roll.jpg"),
                ImageContent.of("data:image/png;base64,aGVsbG8="),
                AudioContentTest.AUDIO.withTranscript("What is this?")));

        assertThat(body.path("messages").get(0).path("content")).isEqualTo(json("""
                [{"type":"image","source":{"type":"url","url":"https://example.com/roll.jpg"}},
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGVsbG8="}},
                 {"type":"text","text":"What is this?"}]"""));
    }

    @Test
    void shouldTakeArgumentsThatAreNoObjectForNone() {
        JsonNode body = written(
                new FunctionCall("c", "1", "price", "of bread", START),
                new FunctionCallOutput("o", "1", "price", "malformed", true, START));

        assertThat(body.path("messages").get(1).path("content").get(0).path("input"))
                .isEmpty();
    }

    @Test
    void shouldWriteATool() throws Exception {
        assertThat(new ToolDefinition(
                                "price",
                                "The price.",
                                json("{\"type\":\"object\"}").deepCopy())
                        .toAnthropic())
                .isEqualTo(json("""
                        {"name":"price","description":"The price.","input_schema":{"type":"object"}}"""));
    }
}
