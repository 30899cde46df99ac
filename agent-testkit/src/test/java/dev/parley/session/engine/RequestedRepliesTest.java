package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.texts;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.ImageContent;
import dev.parley.chat.TextContent;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host can say of a reply that it asks for: LiveKit Agents' {@code generate_reply(user_input, tools, …)}. */
class RequestedRepliesTest {
    private static final ImageContent PICTURE = ImageContent.of("https://example.com/cake.png");

    private static ChatMessage picture(String id) {
        return ChatMessage.of(
                id,
                ChatRole.USER,
                List.of(PICTURE, new TextContent("What is this?")),
                Instant.ofEpochSecond(1_000_000));
    }

    private static CallRecording asked(Agent agent, ReplyOptions reply) {
        return CallScript.create()
                .agent(agent)
                .hostAsksForReply(seconds(1), "asked", reply)
                .modelAnswers("What is this?", ScriptedReply.of("A cake."))
                .run();
    }

    @Test
    void shouldTakeAWholeMessageForWhatTheUserHasSent() {
        CallRecording call =
                asked(new Agent(spec("agent")), ReplyOptions.standard().withUserInput(picture("from_the_page")));

        assertThat(requests(call).get(0).context().messages().get(1).images()).containsExactly(PICTURE);
        assertThat(call.chat().messages().get(0))
                .as("at the time at which it joined")
                .isEqualTo(picture("from_the_page").joinedAt(Instant.ofEpochSecond(1)));
        assertThat(texts(call.chat())).containsExactly("What is this?", "A cake.");
    }

    @Test
    void shouldMakeUpAnIdForAMessageWithoutOne() {
        CallRecording call =
                asked(new Agent(spec("agent")), ReplyOptions.standard().withUserInput(picture("")));

        assertThat(call.chat().messages())
                .extracting(ChatItem::id)
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseAMessageThatIsNotTheUsers() {
        assertThatThrownBy(() -> ReplyOptions.standard()
                        .withUserInput(ChatMessage.of("m", ChatRole.SYSTEM, "Be kind.", Instant.EPOCH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("user input: a message of role SYSTEM (expected: one of role USER)");
    }

    private static Agent withTools() {
        FunctionTool bake = tool("bake", context -> "baked");
        FunctionTool sell = tool("sell", context -> "sold");
        FunctionTool lock = tool("lock", context -> "locked");
        return new Agent(spec("baker", bake).toolset(Toolset.of("shop", List.of(sell, lock))));
    }

    private static List<String> toolsOf(CallRecording call) {
        return requests(call).get(0).tools().stream().map(ToolDefinition::name).toList();
    }

    @Test
    void shouldOfferTheToolsAndToolsetsThatTheReplyNames() {
        assertThat(toolsOf(asked(withTools(), ReplyOptions.standard().withTools(List.of("shop")))))
                .containsExactly("sell", "lock");
        assertThat(toolsOf(asked(withTools(), ReplyOptions.standard().withTools(List.of("bake", "lock")))))
                .containsExactly("bake", "lock");
        assertThat(toolsOf(asked(withTools(), ReplyOptions.standard().withTools(List.of()))))
                .isEmpty();
    }

    @Test
    void shouldRefuseAReplyWithToolsThatTheAgentDoesNotHave() {
        CallRecording call = asked(
                withTools(),
                ReplyOptions.standard().withUserInput("What is this?").withTools(List.of("bake", "fly")));

        assertThat(requests(call)).isEmpty();
        assertThat(call.chat().messages()).isEmpty();
        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .extracting(SessionEvent.ErrorOccurred::message)
                .containsExactly("reply: tools [fly] (expected: of [bake, sell, lock] and the toolsets [shop] of agent"
                        + " baker)");
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .singleElement()
                .returns("asked", SessionEvent.SpeechFinished::speechId)
                .returns(true, SessionEvent.SpeechFinished::interrupted);
    }

    @Test
    void shouldAskForAReplyWithoutToolsFromWithinATool() {
        FunctionTool report = tool("report", context -> {
            context.generateReply(ReplyOptions.instructed("Say that it takes a while."));
            return "reported";
        });
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("agent", report)))
                .userTypes(seconds(1), "Report!")
                .modelAnswers("Report!", ScriptedReply.of("").calling("report", "{}"))
                .modelAnswers("Say that it takes a while.", ScriptedReply.of("A moment."))
                .run();

        assertThat(requests(call))
                .filteredOn(request -> request.context()
                        .messages()
                        .get(request.context().messages().size() - 1)
                        .text()
                        .startsWith("Say"))
                .singleElement()
                .returns(ToolChoice.NONE, Effect.Generate::toolChoice);
        assertThat(texts(call.chat())).contains("A moment.");
    }
}
