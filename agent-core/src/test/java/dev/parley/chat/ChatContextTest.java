package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatContextTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static ChatItem say(String id, ChatRole role, int second) {
        return ChatMessage.of(id, role, "text of " + id, START.plusSeconds(second));
    }

    private static ChatItem call(String callId, String name, int second) {
        return new FunctionCall("call-" + callId, callId, name, "{}", START.plusSeconds(second));
    }

    private static ChatItem output(String callId, String name, int second) {
        return new FunctionCallOutput("out-" + callId, callId, name, "done", false, START.plusSeconds(second));
    }

    private static ChatContext context(ChatItem... items) {
        return new ChatContext(List.of(items));
    }

    private static List<String> ids(ChatContext context) {
        return context.items().stream().map(ChatItem::id).toList();
    }

    private static ChatContext twoTurnsAfter(ChatRole instruction) {
        return context(
                say("s", instruction, 0),
                say("u1", ChatRole.USER, 1),
                say("a1", ChatRole.ASSISTANT, 2),
                say("u2", ChatRole.USER, 3),
                say("a2", ChatRole.ASSISTANT, 4));
    }

    /** Case 33 of the reference. */
    @Test
    void shouldKeepTheInstructionWhenTruncated() {
        for (ChatRole role : List.of(ChatRole.SYSTEM, ChatRole.DEVELOPER)) {
            assertThat(ids(twoTurnsAfter(role).truncate(2))).containsExactly("s", "u2", "a2");
            assertThat(ids(twoTurnsAfter(role).truncate(0))).containsExactly("s");
            assertThat(twoTurnsAfter(role).truncate(5)).isEqualTo(twoTurnsAfter(role));
        }
    }

    /** Case 33 of the reference: only the first of several instructions, and not twice. */
    @Test
    void shouldKeepTheFirstInstructionOnceWhenTruncated() {
        ChatContext two = context(
                say("s1", ChatRole.SYSTEM, 0),
                say("s2", ChatRole.DEVELOPER, 1),
                say("u", ChatRole.USER, 2),
                say("a", ChatRole.ASSISTANT, 3));

        assertThat(ids(two.truncate(2))).containsExactly("s1", "u", "a");
        assertThat(ids(twoTurnsAfter(ChatRole.SYSTEM).truncate(5))).containsOnlyOnce("s");
        assertThat(ids(context(say("u", ChatRole.USER, 0), say("s", ChatRole.SYSTEM, 1))
                        .truncate(1)))
                .containsExactly("s");
    }

    /** Case 33 of the reference. */
    @Test
    void shouldRefuseANegativeSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChatContext.empty().truncate(-1))
                .withMessage("chat items to keep: -1 (expected: >= 0)");
    }

    /** Case 34 of the reference. */
    @Test
    void shouldNotBeginWithACallOrItsOutputWhenTruncated() {
        ChatContext context = context(
                say("s", ChatRole.SYSTEM, 0),
                say("u1", ChatRole.USER, 1),
                call("1", "price", 2),
                output("1", "price", 3),
                say("a", ChatRole.ASSISTANT, 4),
                say("u2", ChatRole.USER, 5));

        assertThat(ids(context.truncate(3))).containsExactly("s", "a", "u2");
    }

    /** Case 35 of the reference. */
    @Test
    void shouldAddAMessageAtItsTime() {
        ChatContext context = ChatContext.empty()
                .addMessage(ChatRole.USER, "b", START.plusSeconds(2))
                .addMessage(ChatRole.USER, "a", START.plusSeconds(1))
                .addMessage(ChatRole.USER, "c", START.plusSeconds(2));

        assertThat(context.messages()).extracting(ChatMessage::text).containsExactly("a", "b", "c");
        assertThat(ids(context)).doesNotHaveDuplicates();
    }

    @Test
    void shouldFindAndRemoveById() {
        ChatContext context = twoTurnsAfter(ChatRole.SYSTEM);

        assertThat(context.indexById("a1")).isEqualTo(OptionalInt.of(2));
        assertThat(context.indexById("x")).isEmpty();
        assertThat(context.byId("a1")).map(ChatItem::id).hasValue("a1");
        assertThat(ids(context.remove("a1"))).containsExactly("s", "u1", "u2", "a2");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> context.remove("x"))
                .withMessage("chat item: x (expected: an id in the context)");
    }

    /** Reference §1.7: {@code copy(exclude_…)}. */
    @Test
    void shouldLeaveOutParts() {
        ChatContext context = context(
                say("s", ChatRole.SYSTEM, 0),
                say("u", ChatRole.USER, 1),
                call("1", "price", 2),
                output("1", "price", 3),
                ChatMessage.of("empty", ChatRole.ASSISTANT, "", START));

        assertThat(ids(context.without(ChatPart.FUNCTION_CALLS))).containsExactly("s", "u", "empty");
        assertThat(ids(context.without(ChatPart.INSTRUCTIONS, ChatPart.EMPTY_MESSAGES)))
                .containsExactly("u", "call-1", "out-1");
    }

    /** Reference §1.7: {@code copy(tools=)}; outputs without a name pair by call id. */
    @Test
    void shouldLeaveOutCallsOfOtherTools() {
        ChatContext context =
                context(call("1", "price", 0), call("2", "stock", 1), output("2", "", 2), output("1", "", 3));

        assertThat(ids(context.withToolsOnly(List.of("stock")))).containsExactly("call-2", "out-2");
    }

    /** Reference §1.7: {@code merge}, by id and time. */
    @Test
    void shouldMergeByIdAndTime() {
        ChatContext one = context(say("a", ChatRole.USER, 1), say("c", ChatRole.USER, 3));
        ChatContext other = context(say("b", ChatRole.USER, 2), say("c", ChatRole.ASSISTANT, 9));

        assertThat(ids(one.merge(other))).containsExactly("a", "b", "c");
        assertThat(one.merge(other).byId("c")).isEqualTo(one.byId("c"));
    }

    /** Reference §1.7: {@code is_equivalent}. */
    @Test
    void shouldBeEquivalentWhateverTheTimes() {
        assertThat(context(say("a", ChatRole.USER, 1)).isEquivalent(context(say("a", ChatRole.USER, 2))))
                .isTrue();
        assertThat(context(call("1", "x", 1)).isEquivalent(context(call("1", "y", 1))))
                .isFalse();
        assertThat(context(output("1", "x", 1)).isEquivalent(context(output("1", "x", 2))))
                .isTrue();
        assertThat(ChatContext.empty().isEquivalent(context(call("1", "x", 1)))).isFalse();
    }

    @Test
    void shouldWriteTheMessagesOfOpenAi() throws Exception {
        ChatContext context = context(
                say("s", ChatRole.SYSTEM, 0),
                say("u", ChatRole.USER, 1),
                say("a", ChatRole.ASSISTANT, 2),
                call("1", "price", 3),
                call("2", "stock", 3),
                call("lost", "stock", 3),
                output("2", "stock", 4),
                say("u2", ChatRole.USER, 5),
                output("1", "price", 6),
                output("stray", "price", 6),
                call("3", "price", 7),
                output("3", "price", 8));

        assertThat(context.toOpenAi()).isEqualTo(json("""
                [{"role":"system","content":"text of s"},
                 {"role":"user","content":"text of u"},
                 {"role":"assistant","content":"text of a","tool_calls":[
                   {"id":"1","type":"function","function":{"name":"price","arguments":"{}"}},
                   {"id":"2","type":"function","function":{"name":"stock","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"1","content":"done"},
                 {"role":"tool","tool_call_id":"2","content":"done"},
                 {"role":"user","content":"text of u2"},
                 {"role":"assistant","content":null,"tool_calls":[
                   {"id":"3","type":"function","function":{"name":"price","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"3","content":"done"}]"""));
    }

    @Test
    void shouldWriteAndReadJson() {
        ChatContext context = context(
                new ChatMessage("m", ChatRole.ASSISTANT, "Hel", true, START),
                call("1", "price", 1),
                new FunctionCallOutput("o", "1", "price", "no", true, START));

        assertThat(ChatContext.fromJson(context.toJson())).isEqualTo(context);
        assertThat(context.toJson().get(0).toString())
                .isEqualTo("{\"kind\":\"message\",\"role\":\"assistant\",\"text\":\"Hel\",\"interrupted\":true,"
                        + "\"id\":\"m\",\"created_at\":\"2026-11-21T10:00:00Z\"}");
    }

    @Test
    void shouldNameWhatIsWrongInJson() throws Exception {
        String message =
                "[{\"kind\":\"message\",\"id\":\"m\",\"created_at\":\"2026-11-21T10:00:00Z\",\"role\":\"%s\"}]";

        Stream.of(
                        new String[] {"{}", "chat context: OBJECT (expected: an array of items)"},
                        new String[] {"[3]", "chat item 0, id: MISSING (expected: a string)"},
                        new String[] {
                            "[{\"id\":\"m\",\"created_at\":\"now\"}]",
                            "chat item 0, created_at: now (expected: an ISO instant such as 2026-01-31T12:00:00Z)"
                        },
                        new String[] {
                            message.formatted("boss"),
                            "chat item 0, role: boss (expected: one of system, developer, user, assistant)"
                        },
                        new String[] {message.formatted("user"), "chat item 0, text: MISSING (expected: a string)"},
                        new String[] {
                            message.formatted("user").replace("message", "image"),
                            "chat item 0, kind: image (expected: one of message, function_call, function_call_output,"
                                    + " agent_handoff, agent_config_update)"
                        })
                .forEach(sample -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> ChatContext.fromJson(json(sample[0])))
                        .withMessage(sample[1]));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
