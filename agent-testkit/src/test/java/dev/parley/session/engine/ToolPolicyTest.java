package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.times;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolDefinition;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.BuiltInTools;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that do not simply run: equal ones, cancelled ones, and those that a person must agree to. */
class ToolPolicyTest {
    private static final String PROPERTIES =
            "{\"city\": {\"type\": \"string\"}, \"unit\": {\"type\": \"string\", \"default\": \"C\"}}";
    private static final ToolOptions CANCELLABLE = ToolOptions.standard().with(ToolFlag.CANCELLABLE);
    private final AtomicInteger runs = new AtomicInteger();

    @ParameterizedTest // case 31
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; {}; 1",
                "{'city':'Rome','unit':'C'}; {'unit':'C','city':'Rome'}; 1",
                "{'city':'Rome'}; {'city':'Rome','unit':'C'}; 1",
                "{'city':'Rome'}; {'city':'Rome','unit':null}; 1",
                "{'city':'Rome'}; {'city':'Rome','unit':'F'}; 2",
                "{'city':'Rome'}; {'city':'Oslo'}; 2"
            })
    void shouldRejectTheSameCallWithTheSameArguments(String first, String second, int expected) {
        CallRecording call = twice(
                        ToolOptions.standard().onDuplicate(OnDuplicate.REJECT, DuplicateScope.NAME_AND_ARGS),
                        first,
                        second)
                .run();

        assertThat(times(call, Effect.RunTool.class)).hasSize(expected);
        assertThat(runs).hasValue(expected);
        assertThat(outputs(call))
                .filteredOn(text -> text.startsWith("Not run: weather is running already"))
                .hasSize(2 - expected);
    }

    @Test // case 31
    void shouldRejectAnyCallOfARunningToolByName() {
        CallRecording call = twice(
                        ToolOptions.standard().onDuplicate(OnDuplicate.REJECT, DuplicateScope.NAME),
                        "{'city':'Rome'}",
                        "{'city':'Oslo'}")
                .run();

        assertThat(runs).hasValue(1);
        assertThat(outputs(call)).filteredOn("it is sunny"::equals).hasSize(1);
    }

    @Test // case 31
    void shouldRunBothIfDuplicatesAreAllowed() {
        CallRecording call = twice(ToolOptions.standard(), "{}", "{}").run();

        assertThat(runs).hasValue(2);
        assertThat(outputs(call)).containsExactly("it is sunny", "it is sunny");
    }

    @ParameterizedTest // case 31
    @CsvSource({"false, 1", "true, 2"})
    void shouldRunASecondCallOnlyIfItIsConfirmed(boolean confirmed, int expected) {
        CallRecording call = twice(
                        ToolOptions.standard().onDuplicate(OnDuplicate.CONFIRM, DuplicateScope.NAME),
                        "{'city':'Rome'}",
                        confirmed ? "{'city':'Rome','lk_agents_confirm_duplicate':true}" : "{'city':'Rome'}")
                .run();

        assertThat(runs).hasValue(expected);
        assertThat(outputs(call))
                .filteredOn(text -> text.contains("with lk_agents_confirm_duplicate set to true"))
                .hasSize(2 - expected);
        ToolDefinition offered = requests(call).get(0).tools().get(0);
        assertThat(offered.parameters()
                        .at("/properties/" + BuiltInTools.CONFIRMATION + "/type")
                        .asText())
                .isEqualTo("boolean");
    }

    @Test // case 31
    void shouldCancelTheRunningCallThatIsReplaced() {
        CallRecording call = twice(CANCELLABLE.onDuplicate(OnDuplicate.REPLACE, DuplicateScope.NAME), "{}", "{}")
                .run();

        assertThat(times(call, Effect.CancelTool.class)).hasSize(1);
        assertThat(outputs(call)).containsExactly("cancelled: a newer call took its place", "it is sunny");
    }

    @Test // case 31
    void shouldRefuseToReplaceWhatCanNotBeCancelled() {
        assertThatThrownBy(() -> ToolOptions.standard().onDuplicate(OnDuplicate.REPLACE, DuplicateScope.NAME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REPLACE of a tool that is not CANCELLABLE");
    }

    @Test
    void shouldLetTheModelListAndCancelWhatRuns() {
        FunctionTool slow = weather(CANCELLABLE);
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("host", slow)))
                .tool(slow, seconds(30))
                .userTypes(seconds(1), "weather")
                .modelAnswers("weather", ScriptedReply.of("").calling("weather", "{}"))
                .userTypes(seconds(5), "stop it")
                .modelAnswers("stop it", ScriptedReply.of("").calling(BuiltInTools.RUNNING_TASKS, "{}"))
                .modelAnswers(
                        "[{\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\"}]",
                        ScriptedReply.of("").calling(BuiltInTools.CANCEL_TASK, "{\"call_id\":\"call_1\"}"))
                .modelAnswers("cancelled weather", ScriptedReply.of("I have stopped it."))
                .run();

        assertThat(requests(call).get(0).tools())
                .extracting(ToolDefinition::name)
                .containsExactly("weather", BuiltInTools.RUNNING_TASKS, BuiltInTools.CANCEL_TASK);
        assertThat(times(call, Effect.CancelTool.class)).hasSize(1);
        assertThat(outputs(call)).contains("cancelled", "cancelled weather").doesNotContain("it is sunny");
        assertThat(call.playbacks()).extracting(CallRecording.Playback::heard).containsExactly("I have stopped it.");
    }

    @Test
    void shouldSayWhichCallsCanBeCancelled() {
        FunctionTool slow = weather(CANCELLABLE);
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("host", slow)))
                .userTypes(seconds(1), "stop it")
                .modelAnswers(
                        "stop it", ScriptedReply.of("").calling(BuiltInTools.CANCEL_TASK, "{\"call_id\":\"call_7\"}"))
                .run();

        FunctionCallOutput output = items(call.chat(), FunctionCallOutput.class).get(0);
        assertThat(output.error()).isTrue();
        assertThat(output.output()).isEqualTo("call_id: call_7 (expected: one of [])");
    }

    // --- approval

    private CallScript wiring(ToolOptions options) {
        FunctionTool weather = weather(options);
        String question = BuiltInTools.toBeApproved("weather");
        return CallScript.create()
                .agent(new Agent(spec("host", weather)))
                .userTypes(seconds(1), "send it")
                .modelAnswers("send it", ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\"}"))
                .modelAnswers(question, ScriptedReply.of("Shall I send it to Rome?"));
    }

    @Test
    void shouldRunAnIrreversibleCallOnlyAfterTheCallerHasAgreed() {
        CallRecording call = wiring(ToolOptions.standard().with(ToolFlag.NEEDS_APPROVAL))
                .userTypes(seconds(10), "yes")
                .modelAnswers("yes", ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\",\"unit\":\"C\"}"))
                .run();

        assertThat(runs).hasValue(1);
        assertThat(times(call, Effect.RunTool.class)).allMatch(time -> time.compareTo(seconds(10)) > 0);
        assertThat(outputs(call)).containsExactly(BuiltInTools.toBeApproved("weather"), "it is sunny");
    }

    @Test
    void shouldAskAgainForOtherArgumentsAndForASecondTime() {
        CallRecording call = wiring(ToolOptions.standard().with(ToolFlag.NEEDS_APPROVAL))
                .userTypes(seconds(10), "yes")
                .modelAnswers("yes", ScriptedReply.of("").calling("weather", "{\"city\":\"Oslo\"}"))
                .userTypes(seconds(20), "go on")
                .modelAnswers("go on", ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\"}"))
                .userTypes(seconds(30), "again")
                .modelAnswers("again", ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\"}"))
                .run();

        assertThat(runs).hasValue(1);
        assertThat(times(call, Effect.RunTool.class)).hasSize(1);
        assertThat(outputs(call)).hasSize(4).filteredOn("it is sunny"::equals).hasSize(1);
    }

    @Test
    void shouldNotLetTheModelApproveByItself() {
        CallRecording call = wiring(ToolOptions.standard().with(ToolFlag.NEEDS_APPROVAL))
                .modelAnswers(
                        BuiltInTools.toBeApproved("weather"),
                        ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\"}"))
                .run();

        assertThat(runs).hasValue(0);
        assertThat(times(call, Effect.RunTool.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"yes please, 1", "no, 0", "what, 0"})
    void shouldJudgeTheYesByCodeIfThereIsSome(String words, int expected) {
        CallRecording call = wiring(ToolOptions.standard().approvedBy(said -> said.startsWith("yes")))
                .userTypes(seconds(10), words)
                .modelAnswers(words, ScriptedReply.of("").calling("weather", "{\"city\":\"Rome\"}"))
                .run();

        assertThat(runs).hasValue(expected);
        assertThat(outputs(call)).hasSize(2);
    }

    private FunctionTool weather(ToolOptions options) {
        return tool("weather", PROPERTIES, context -> {
                    runs.incrementAndGet();
                    return "it is sunny";
                })
                .with(options);
    }

    /** Two calls in one answer; each takes 5 s. */
    private CallScript twice(ToolOptions options, String first, String second) {
        FunctionTool weather = weather(options);
        return CallScript.create()
                .agent(new Agent(spec("host", weather)))
                .tool(weather, seconds(5))
                .userTypes(seconds(1), "weather")
                .modelAnswers(
                        "weather",
                        ScriptedReply.of("")
                                .calling("weather", first.replace('\'', '"'))
                                .calling("weather", second.replace('\'', '"')));
    }

    private static List<String> outputs(CallRecording call) {
        return items(call.chat(), FunctionCallOutput.class).stream()
                .map(FunctionCallOutput::output)
                .toList();
    }
}
