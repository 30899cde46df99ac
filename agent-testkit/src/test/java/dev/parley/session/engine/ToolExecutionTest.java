package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.FunctionCall;
import dev.parley.session.SessionEvent;
import dev.parley.session.ToolExecution;
import dev.parley.session.ToolExecution.CallEnded;
import dev.parley.session.ToolExecution.CallStarted;
import dev.parley.session.ToolExecution.CallStatus;
import dev.parley.session.ToolExecution.CallUpdated;
import dev.parley.session.ToolExecution.ReplyStatus;
import dev.parley.session.ToolExecution.ReplyUpdated;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The events of a tool call's life: LiveKit Agents' {@code tool_execution_updated}. */
class ToolExecutionTest {

    private static List<ToolExecution> updates(CallRecording call) {
        return call.events(SessionEvent.ToolExecutionUpdated.class).stream()
                .map(SessionEvent.ToolExecutionUpdated::update)
                .toList();
    }

    private static CallScript calling(String... tools) {
        ScriptedReply reply = ScriptedReply.of("");
        for (String name : tools) {
            reply = reply.calling(name, "{}");
        }
        return CallScript.create().userTypes(seconds(1), "go").modelAnswers("go", reply);
    }

    @Test
    void shouldTellOfBeginningAndEnd() {
        CallRecording call = calling("good", "bad")
                .tool(tool("good", context -> "fine"), seconds(1))
                .tool(
                        tool("bad", context -> {
                            throw new ToolException("no");
                        }),
                        seconds(2))
                .run();

        assertThat(updates(call).subList(0, 2)).hasOnlyElementsOfType(CallStarted.class);
        assertThat(updates(call).subList(2, 4))
                .containsExactly(
                        new CallEnded("call_1", "call_1", "fine", CallStatus.DONE),
                        new CallEnded("call_2", "call_2", "no", CallStatus.ERROR));
    }

    @Test
    void shouldTellOfNewsAndOfTheRepliesToThem() {
        CallRecording call = calling("work")
                .tool(
                        tool("work", context -> {
                            context.update("begun");
                            context.update("half");
                            return "done";
                        }),
                        seconds(20))
                .modelAnswers("begun", ScriptedReply.of("I have begun."))
                .modelAnswers("half", ScriptedReply.of("I am half way."))
                .modelAnswers("done", ScriptedReply.of("It is done."))
                .run();

        List<ToolExecution> updates = updates(call);
        CallUpdated half = (CallUpdated) updates.get(2);
        assertThat(updates.get(0)).isInstanceOf(CallStarted.class);
        assertThat(updates.get(1)).isEqualTo(new CallUpdated("call_1", "call_1", "begun"));
        assertThat(half.message()).isEqualTo("half");
        assertThat(half.id()).startsWith("call_1_update");
        assertThat(updates.get(3)).isInstanceOfSatisfying(ReplyUpdated.class, reply -> {
            assertThat(reply.updateIds()).containsExactly(half.id());
            assertThat(reply.status()).isEqualTo(ReplyStatus.SCHEDULED);
        });
        assertThat(updates.get(4))
                .isInstanceOfSatisfying(
                        ReplyUpdated.class, reply -> assertThat(reply.status()).isEqualTo(ReplyStatus.COMPLETED));
        assertThat(updates.get(5)).isEqualTo(new CallEnded("call_1_final", "call_1", "done", CallStatus.DONE));
        assertThat(updates).hasSize(8);
        assertThat(Agents.items(call.chat(), FunctionCall.class))
                .extracting(FunctionCall::callId)
                .containsExactly("call_1", half.id(), "call_1_final");
    }

    @Test
    void shouldTellOfACallThatTheModelCancels() {
        CallRecording call = calling("work")
                .tool(
                        tool("work", context -> {
                                    context.update("begun");
                                    return "done";
                                })
                                .with(ToolOptions.standard().with(ToolFlag.CANCELLABLE)),
                        seconds(60))
                .modelAnswers("begun", ScriptedReply.of("I have begun."))
                .userTypes(seconds(10), "stop it")
                .modelAnswers(
                        "stop it", ScriptedReply.of("").calling("lk_agents_cancel_task", "{\"call_id\": \"call_1\"}"))
                .run();

        assertThat(updates(call)).contains(new CallEnded("call_1", "call_1", "", CallStatus.CANCELLED));
        assertThat(updates(call).stream()
                        .filter(CallEnded.class::isInstance)
                        .map(CallEnded.class::cast)
                        .filter(ended -> ended.callId().equals("call_1")))
                .hasSize(1);
    }
}
