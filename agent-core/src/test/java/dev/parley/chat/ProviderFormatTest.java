package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.llm.ToolDefinition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reference §1.7: {@code to_provider_format}; the shapes are those of OpenAI's API reference. */
class ProviderFormatTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static ChatItem say(String id, ChatRole role) {
        return ChatMessage.of(id, role, "text of " + id, START);
    }

    private static ChatItem call(String callId) {
        return new FunctionCall("call-" + callId, callId, "price", "{}", START);
    }

    private static ChatItem output(String callId) {
        return new FunctionCallOutput("out-" + callId, callId, "price", "done", false, START);
    }

    private static ChatContext context(ChatItem... items) {
        return new ChatContext(List.of(items));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void shouldWriteAFlatInputForResponses() throws Exception {
        ChatContext context = context(
                say("s", ChatRole.SYSTEM),
                say("u", ChatRole.USER),
                say("a", ChatRole.ASSISTANT),
                call("1"),
                call("lost"),
                call("2"),
                output("2"),
                say("u2", ChatRole.USER),
                output("1"),
                output("stray"),
                ChatMessage.of("empty", ChatRole.ASSISTANT, "", START));

        assertThat(context.toOpenAiResponses()).isEqualTo(json("""
                [{"role":"system","content":"text of s"},
                 {"role":"user","content":"text of u"},
                 {"role":"assistant","content":"text of a"},
                 {"type":"function_call","call_id":"1","name":"price","arguments":"{}"},
                 {"type":"function_call","call_id":"2","name":"price","arguments":"{}"},
                 {"type":"function_call_output","call_id":"1","output":"done"},
                 {"type":"function_call_output","call_id":"2","output":"done"},
                 {"role":"user","content":"text of u2"}]"""));
    }

    @Test
    void shouldSayWhatHoldsForThisCallWithTheInstructionsItBelongsTo() throws Exception {
        ChatItem companion =
                ChatMessage.of(ChatMessage.DYNAMIC_INSTRUCTIONS_ID, ChatRole.SYSTEM, "It is Sunday.", START);
        ChatContext context = context(say("s", ChatRole.SYSTEM), companion, say("u", ChatRole.USER));

        assertThat(context.toOpenAi()).isEqualTo(json("""
                [{"role":"system","content":"text of s\\nIt is Sunday."},{"role":"user","content":"text of u"}]"""));
        assertThat(context.toOpenAiResponses().get(0))
                .isEqualTo(context.toOpenAi().get(0));
        assertThat(context.with(say("a", ChatRole.ASSISTANT)).truncate(1).items())
                .extracting(ChatItem::id)
                .containsExactly("s", ChatMessage.DYNAMIC_INSTRUCTIONS_ID, "a");
        assertThat(context.with(say("a", ChatRole.ASSISTANT)).truncate(3).items())
                .extracting(ChatItem::id)
                .containsExactly("s", ChatMessage.DYNAMIC_INSTRUCTIONS_ID, "u", "a");
    }

    /** LiveKit Agents' {@code inject_dummy_user_message}. */
    @Test
    void shouldAddAUsersMessageWhereAProviderNeedsOne() {
        ChatContext instructed = context(say("s", ChatRole.SYSTEM));
        ChatContext greeted = instructed.with(say("a", ChatRole.ASSISTANT));
        ChatContext asked = instructed.with(say("u", ChatRole.USER));
        ChatContext looked = asked.with(call("1")).with(output("1"));

        assertThat(roles(greeted, DummyUserMessage.NONE)).isEqualTo("system assistant");
        assertThat(roles(greeted, DummyUserMessage.FIRST)).isEqualTo("system user assistant");
        assertThat(roles(instructed, DummyUserMessage.FIRST)).isEqualTo("system user");
        assertThat(roles(asked, DummyUserMessage.FIRST)).isEqualTo("system user");
        assertThat(roles(ChatContext.empty(), DummyUserMessage.FIRST)).isEqualTo("user");
        assertThat(roles(greeted, DummyUserMessage.LAST)).isEqualTo("system assistant user");
        assertThat(roles(instructed, DummyUserMessage.LAST)).isEqualTo("system user");
        assertThat(roles(looked, DummyUserMessage.LAST)).isEqualTo("system user assistant tool");
        assertThat(greeted.toOpenAi(DummyUserMessage.LAST)
                        .get(2)
                        .path("content")
                        .asText())
                .isEqualTo(".");
    }

    private static String roles(ChatContext context, DummyUserMessage dummy) {
        return String.join(" ", context.toOpenAi(dummy).findValuesAsText("role"));
    }

    @Test
    void shouldDefineToolsFlatForResponses() throws Exception {
        ToolDefinition price = new ToolDefinition("price", "What it costs", json("{\"type\":\"object\"}"));

        assertThat(price.toOpenAiResponses())
                .isEqualTo(json("{\"type\":\"function\",\"name\":\"price\",\"description\":\"What it costs\","
                        + "\"parameters\":{\"type\":\"object\"},\"strict\":false}"));
    }

    @Test
    void shouldInsertEachItemAtItsTime() {
        ChatContext context = ChatContext.empty()
                .insertAll(List.of(
                        ChatMessage.of("b", ChatRole.USER, "b", START.plusSeconds(2)),
                        ChatMessage.of("a", ChatRole.USER, "a", START.plusSeconds(1)),
                        ChatMessage.of("c", ChatRole.USER, "c", START.plusSeconds(2))));

        assertThat(context.items()).extracting(ChatItem::id).containsExactly("a", "b", "c");
    }
}
