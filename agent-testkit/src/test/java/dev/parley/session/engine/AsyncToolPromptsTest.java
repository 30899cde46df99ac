package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.AsyncToolPrompts;
import dev.parley.session.SessionEvent;
import dev.parley.session.ToolExecution;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.BuiltInTools;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.ToolOptions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model reads about tools that run on behind the conversation (LiveKit Agents' {@code async_options}). */
class AsyncToolPromptsTest {
    private static final AsyncToolPrompts PROMPTS = AsyncToolPrompts.standard()
            .withUpdate("Still at {function_name} ({call_id}): {message}")
            .withDuplicateRejected("Busy: {fnc_calls_text}")
            .withDuplicateToBeConfirmed("Really, though {call_id} runs?")
            .withReply("News of {call_ids}. Tell them.");

    private static List<String> outputs(CallRecording call) {
        return call.chat().items().stream()
                .filter(FunctionCallOutput.class::isInstance)
                .map(item -> ((FunctionCallOutput) item).output())
                .toList();
    }

    private static FunctionTool slow(OnDuplicate duplicates) {
        return tool("weather", context -> {
                    context.update("asking {call_id}");
                    return "sunny";
                })
                .with(ToolOptions.standard().onDuplicate(duplicates, DuplicateScope.NAME));
    }

    private static CallRecording call(FunctionTool weather, AsyncToolPrompts prompts) {
        return CallScript.create()
                .options(options -> options.withAsyncTools(prompts))
                .agent(new Agent(spec("agent", weather)))
                .tool(weather, seconds(20))
                .userTypes(seconds(1), "weather?")
                .modelAnswers("weather?", ScriptedReply.of("").calling("weather", "{}"))
                .userTypes(seconds(5), "again?")
                .modelAnswers("again?", ScriptedReply.of("").calling("weather", "{}"))
                .voiceSpeaks("It is sunny.", ScriptedVoice.of(seconds(1)))
                .run();
    }

    @Test
    void shouldTellNewsAndRefuseDuplicatesInTheHostsWords() {
        CallRecording call = call(slow(OnDuplicate.REJECT), PROMPTS);

        assertThat(outputs(call).get(0)).isEqualTo("Still at weather (call_1): asking {call_id}");
        assertThat(outputs(call).get(1))
                .isEqualTo("Busy: [{\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\"}]");
        assertThat(call.events(SessionEvent.ToolExecutionUpdated.class))
                .extracting(SessionEvent.ToolExecutionUpdated::update)
                .filteredOn(ToolExecution.CallUpdated.class::isInstance)
                .first()
                .isInstanceOfSatisfying(
                        ToolExecution.CallUpdated.class,
                        update -> assertThat(update.message()).isEqualTo("asking {call_id}"));
    }

    /** LiveKit Agents' {@code Agent(tool_handling=…)}. */
    @Test
    void shouldTellNewsInTheAgentsWordsRatherThanTheHosts() {
        FunctionTool weather = slow(OnDuplicate.REJECT);
        CallRecording call = CallScript.create()
                .options(options -> options.withAsyncTools(PROMPTS))
                .agent(new Agent(spec("agent", weather).asyncTools(PROMPTS.withUpdate("At work: {message}"))))
                .tool(weather, seconds(20))
                .userTypes(seconds(1), "weather?")
                .modelAnswers("weather?", ScriptedReply.of("").calling("weather", "{}"))
                .userTypes(seconds(5), "again?")
                .modelAnswers("again?", ScriptedReply.of("").calling("weather", "{}"))
                .run();

        assertThat(outputs(call).get(0)).isEqualTo("At work: asking {call_id}");
        assertThat(outputs(call).get(1)).startsWith("Busy: ");
    }

    @Test
    void shouldAskForConfirmationInTheHostsWords() {
        assertThat(outputs(call(slow(OnDuplicate.CONFIRM), PROMPTS))).contains("Really, though call_1 runs?");
    }

    @Test
    void shouldInstructTheAnswerToNews() {
        CallRecording call = call(slow(OnDuplicate.REJECT), PROMPTS);

        assertThat(lastItems(call)).contains("News of call_1_final. Tell them.");
        assertThat(lastItems(call(slow(OnDuplicate.REJECT), AsyncToolPrompts.standard())))
                .noneMatch(text -> text.contains("call_1_final"));
        assertThat(lastItems(call(slow(OnDuplicate.REJECT), AsyncToolPrompts.careful())))
                .anyMatch(text -> text.contains("call_ids: call_1_final"));
    }

    private static List<String> lastItems(CallRecording call) {
        return requests(call).stream()
                .map(request -> {
                    List<ChatItem> items = request.context().items();
                    return items.get(items.size() - 1);
                })
                .map(item -> item instanceof ChatMessage message ? message.text() : "")
                .toList();
    }

    @Test
    void shouldFillInEachPlaceOnceAndLeaveOtherBracesAlone() {
        FunctionCall running = new FunctionCall("i", "c1", "weather", "{}", Instant.EPOCH);

        assertThat(AsyncToolPrompts.standard()
                        .withUpdate("{x} {message} $1 {call_ids}")
                        .updated(running, "$0 {call_id}"))
                .isEqualTo("{x} $0 {call_id} $1 {call_ids}");
        assertThat(AsyncToolPrompts.standard().updated(running, "as it is")).isEqualTo("as it is");
        assertThat(AsyncToolPrompts.standard().rejected(running, "[]"))
                .contains("weather")
                .contains("c1");
        assertThat(AsyncToolPrompts.standard().toBeConfirmed(running, "[]")).contains(BuiltInTools.CONFIRMATION);
        assertThatThrownBy(() -> AsyncToolPrompts.standard().withUpdate("nothing"))
                .hasMessageContaining("{message}");
        assertThatThrownBy(() -> AsyncToolPrompts.standard().withDuplicateRejected(" "))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
