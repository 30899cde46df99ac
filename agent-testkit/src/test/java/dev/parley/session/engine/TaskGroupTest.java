package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.log;
import static dev.parley.session.engine.Agents.replayed;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.texts;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentTask;
import dev.parley.agent.TaskGroup;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentSession;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks in a row, and going back in it: LiveKit Agents' beta TaskGroup. */
class TaskGroupTest {
    private final List<String> log = log();

    /** Takes what its model gives it. */
    private final class Ask extends AgentTask<String> {
        private final String question;

        Ask(String id, String question, List<String> answers) {
            super(spec(id));
            this.question = question;
            updateTools(List.of(tool("note_" + id, context -> {
                complete(answers.remove(0));
                return new ToolOutcome.Silent("");
            })));
        }

        @Override
        public void onEnter(AgentSession session) {
            log.add(id());
            session.say(question);
        }
    }

    private final List<String> names = new java.util.concurrent.CopyOnWriteArrayList<>(List.of("Ann", "Anna"));
    private final List<String> days = new java.util.concurrent.CopyOnWriteArrayList<>(List.of("Monday"));

    private TaskGroup group() {
        return new TaskGroup()
                .add("name", "Finds out the caller's name.", () -> new Ask("name", "Who is calling?", names))
                .add("day", "Finds out the day.", () -> new Ask("day", "Which day is it?", days));
    }

    private CallScript booking() {
        return CallScript.create()
                .agent(new Agent(spec(
                        "host",
                        tool(
                                "book",
                                context -> group().run(context)
                                        .thenApply(done -> done.of("name", String.class) + " on "
                                                + done.of("day", String.class))))))
                .userTypes(seconds(1), "book")
                .modelAnswers("book", ScriptedReply.of("").calling("book", "{}"))
                .modelAnswers("Ann", ScriptedReply.of("").calling("note_name", "{}"))
                .modelAnswers("Monday", ScriptedReply.of("").calling("note_day", "{}"));
    }

    @Test
    void shouldRunItsTasksInARow() {
        CallRecording call = booking()
                .userTypes(seconds(10), "Ann")
                .userTypes(seconds(20), "Monday")
                .modelAnswers("Ann on Monday", ScriptedReply.of("See you on Monday, Ann."))
                .run();

        assertThat(log).containsExactly("name", "day");
        assertThat(call.playbacks())
                .extracting(CallRecording.Playback::heard)
                .containsExactly("Who is calling?", "Which day is it?", "See you on Monday, Ann.");
        assertThat(texts(requests(call).get(2).context()))
                .containsExactly("You are day.", "Who is calling?", "Ann", "Which day is it?", "Monday");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldGoBackToATaskThatWasDone() {
        CallRecording call = booking()
                .userTypes(seconds(10), "Ann")
                .userTypes(seconds(20), "no, my name is Anna")
                .modelAnswers(
                        "no, my name is Anna",
                        ScriptedReply.of("").calling("out_of_scope", "{\"task_ids\":[\"name\"]}"))
                .userTypes(seconds(30), "Ann")
                .userTypes(seconds(40), "Monday")
                .modelAnswers("Anna on Monday", ScriptedReply.of("See you on Monday, Anna."))
                .run();

        assertThat(log).containsExactly("name", "day", "name", "day");
        assertThat(requests(call).get(1).tools())
                .extracting(ToolDefinition::name)
                .containsExactly("note_name");
        assertThat(requests(call).get(2).tools())
                .extracting(ToolDefinition::name)
                .containsExactly("note_day", "out_of_scope");
        assertThat(call.playbacks().get(4).heard()).isEqualTo("See you on Monday, Anna.");
    }

    @Test
    void shouldNotGoBackToWhatWasNotDone() {
        CallRecording call = booking()
                .userTypes(seconds(10), "Ann")
                .userTypes(seconds(20), "something else")
                .modelAnswers("something else", ScriptedReply.of("").calling("out_of_scope", "{\"task_ids\":[]}"))
                .run();

        assertThat(items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .contains("task_ids: [] (expected: one or more of [name])");
        assertThat(call.state().profile().agentId()).isEqualTo("day");
    }

    @Test
    void shouldFailWithItsFirstTaskThatFails() {
        TaskGroup failing = new TaskGroup()
                .add("name", "Finds out the caller's name.", () -> new AgentTask<String>(spec("name")) {
                    @Override
                    public void onEnter(AgentSession session) {
                        completeExceptionally(new ToolException("nobody knows"));
                    }
                });
        CallRecording call = booking()
                .agent(new Agent(spec("host", tool("book", failing::run))))
                .run();

        assertThat(items(call.chat(), FunctionCallOutput.class).get(0).output()).isEqualTo("nobody knows");
    }

    @Test
    void shouldRefuseTheSameIdTwice() {
        assertThatThrownBy(() -> group().add("day", "Again.", () -> new Ask("day", "", days)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("task group: day twice");
    }
}
