package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases of tools that are timed, after LiveKit Agents' tests; see the reference. */
class ToolCasesTest {
    private static final FunctionTool WEATHER = FunctionTool.of(
            new ToolDefinition(
                    "weather",
                    "Tells the weather.",
                    JsonNodeFactory.instance.objectNode().put("type", "object")),
            (arguments, context) -> "sunny");

    /**
     * The rule: the answer to a tool is thought when the tool is done and what was said before it has been heard. The first
     * row is the reference's recording.
     */
    @ParameterizedTest // case 26
    @CsvSource({"2.0, 0.0, 0.3, 3.0", "0.5, 4.0, 0.3, 3.0", "6.0, 1.0, 1.2, 0.5", "2.0, 2.2, 0.1, 1.0"})
    void shouldAnswerAToolAfterWhatWasSaidBeforeIt(double preamble, double tool, double model, double answer) {
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers(
                        "What is the weather?", ScriptedReply.of("Let me look.").calling("weather", "{}"))
                .voiceSpeaks("Let me look.", ScriptedVoice.of(seconds(preamble)))
                .tool(WEATHER, seconds(tool))
                .modelAnswers("sunny", ScriptedReply.of("It is sunny.").timed(seconds(model / 3), seconds(model)))
                .voiceSpeaks("It is sunny.", ScriptedVoice.of(seconds(answer)))
                .run();

        double said = 3.2 + preamble;
        double asked = Math.max(said, 3.0 + tool);
        double speaks = asked + model + 0.2;
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.THINKING, said),
                        at(AgentState.SPEAKING, speaks),
                        at(AgentState.LISTENING, speaks + answer)));
        assertThat(call.chat().items())
                .extracting(ToolCasesTest::shape)
                .containsExactly(
                        "AgentConfigUpdate", "USER", "ASSISTANT", "FunctionCall", "FunctionCallOutput", "ASSISTANT");
    }

    private static String shape(ChatItem item) {
        return item instanceof ChatMessage message
                ? message.role().name()
                : item.getClass().getSimpleName();
    }
}
