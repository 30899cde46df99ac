package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What may be said while a tool runs. */
class ToolSpeechTest {

    @Test // case 21, without its filler's own timing: each end of speaking hands back to thinking
    void shouldSpeakWhileASlowToolRunsAndThenAnswer() {
        CallRecording call = slowTool()
                .hostSays(seconds(5), "filler-1", "One moment, please.", SpeechOptions.interruptible())
                .hostSays(seconds(8), "filler-2", "I am still looking.", SpeechOptions.interruptible())
                .run();

        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("One moment, please.", "I am still looking.", "It is sunny.");
        assertThat(call.agentStates())
                .extracting(CallRecording.StateAt::state)
                .containsExactly(
                        AgentState.LISTENING,
                        AgentState.THINKING,
                        AgentState.SPEAKING,
                        AgentState.THINKING,
                        AgentState.SPEAKING,
                        AgentState.THINKING,
                        AgentState.SPEAKING,
                        AgentState.LISTENING);
        assertThat(call.playbacks().get(0).started()).isEqualTo(seconds(5.2));
    }

    @Test
    void shouldAnswerBeforeWhatWasAskedForWhileTheToolRan() {
        CallRecording call = slowTool()
                .hostSays(seconds(10.5), "long", "This goes on for quite a while.", SpeechOptions.interruptible())
                .hostSays(seconds(10.6), "later", "This is said at last.", SpeechOptions.interruptible())
                .voiceSpeaks("This goes on for quite a while.", ScriptedVoice.of(seconds(5)))
                .run();

        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("This goes on for quite a while.", "It is sunny.", "This is said at last.");
    }

    @Test
    void shouldSayNothingOfAToolWhoseReplyWasForgone() {
        CallRecording call = slowTool()
                .hostSays(seconds(5), "filler", "One moment, please.", SpeechOptions.interruptible())
                .hostInterrupts(seconds(5.5))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).noneMatch(text -> text.contains("sunny"));
        assertThat(call.events(SessionEvent.FunctionToolsExecuted.class)).hasSize(1);
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .allMatch(SessionEvent.SpeechFinished::interrupted)
                .hasSize(2);
    }

    /** A turn at 3.0 whose answer at 3.3 is a call that takes 8 s. */
    static CallScript slowTool() {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", ScriptedReply.of("").calling("weather", "{}"))
                .modelAnswers("sunny", ScriptedReply.of("It is sunny."))
                .tool(WEATHER, seconds(8));
    }

    private static final FunctionTool WEATHER = new FunctionTool() {
        private final ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");

        @Override
        public ToolDefinition definition() {
            return new ToolDefinition("weather", "Tells the weather.", schema);
        }

        @Override
        public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
            return CompletableFuture.completedFuture(new ToolOutcome.Succeeded("sunny"));
        }
    };
}
