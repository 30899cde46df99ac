package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.instructions;
import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.log;
import static dev.parley.session.engine.Agents.presences;
import static dev.parley.session.engine.Agents.replayed;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.texts;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Agents.Host;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolOutcome;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that an agent delegates and waits for: LiveKit Agents' tests/test_nested_agent_task.py and others. */
class AgentTaskTest {
    private final List<String> log = log();

    /** Asks one question, and takes the answer that its tool is called with by the model. */
    private final class Question extends AgentTask<String> {
        private final String question;

        Question(String id, String question, String answer) {
            super(spec(id));
            this.question = question;
            updateTools(List.of(tool("answer_" + id, context -> {
                complete(answer);
                return new ToolOutcome.Silent("");
            })));
        }

        @Override
        public void onEnter(AgentSession session) {
            log.add(id() + " enters");
            session.say(question);
        }

        @Override
        public void onExit(AgentSession session) {
            log.add(id() + " exits");
        }
    }

    private Question name() {
        return new Question("name", "What is your name?", "Anna");
    }

    private Question day() {
        return new Question("day", "On which day?", "Monday");
    }

    private static FunctionTool asking(String name, Function<RunContext, ? extends CompletionStage<?>> code) {
        return tool(name, code::apply);
    }

    private CallScript booking(FunctionTool... tools) {
        return CallScript.create()
                .agent(new Host(spec("host", tools), log, ""))
                .userSpeaks(seconds(0.5), seconds(2.5), "Book a table.")
                .modelAnswers("Book a table.", ScriptedReply.of("").calling("book", "{}"))
                .voiceSpeaks("What is your name?", ScriptedVoice.of(seconds(2)))
                .voiceSpeaks("On which day?", ScriptedVoice.of(seconds(2)))
                .modelAnswers("I am Anna.", ScriptedReply.of("").calling("answer_name", "{}"))
                .modelAnswers("On Monday.", ScriptedReply.of("").calling("answer_day", "{}"))
                .modelAnswers("booked for Anna", ScriptedReply.of("Your table is booked."));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 120})
    void shouldPauseTheAgentUntilTheTaskIsComplete(double answer) {
        double at = 5.2 + answer;
        CallRecording call = booking(
                        asking("book", context -> name().run(context).thenApply(name -> "booked for " + name)))
                .userSpeaks(seconds(at), seconds(at + 1), "I am Anna.")
                .run();

        assertThat(log).containsExactly("host enters", "name enters", "name exits");
        assertThat(presences(call))
                .containsSubsequence(
                        "name ENTERING",
                        "name ENTERED",
                        "name LEAVING",
                        "name EXITING",
                        "name EXITED",
                        "host RETURNED");
        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("What is your name?", "Your table is booked.");
        assertClose(call.playbacks().get(0).started(), 3.2);
        assertClose(call.playbacks().get(1).started(), at + 1.5 + 0.5); // no preemption after a tool
        List<Effect.Generate> requests = requests(call);
        assertThat(requests)
                .extracting(Agents::instructions)
                .containsExactly("You are host.", "You are name.", "You are host.");
        assertThat(texts(requests.get(1).context()))
                .containsExactly("You are name.", "What is your name?", "I am Anna.");
    }

    @Test
    void shouldMergeWhatWasSaidWithoutTheCalls() {
        CallRecording call = booking(
                        asking("book", context -> name().run(context).thenApply(name -> "booked for " + name)))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .run();

        assertThat(texts(call.state().conversation().context()))
                .containsExactly("Book a table.", "What is your name?", "I am Anna.", "Your table is booked.");
        assertThat(items(call.state().conversation().context(), FunctionCall.class))
                .extracting(FunctionCall::name)
                .containsExactly("book");
        assertThat(items(call.chat(), FunctionCall.class))
                .extracting(FunctionCall::name)
                .containsExactly("answer_name", "book");
        assertThat(items(call.chat(), AgentHandoff.class))
                .extracting(AgentHandoff::newAgentId)
                .containsExactly("name", "host");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldKeepTheCallsOfATaskThatSaysSo() {
        AgentTask<String> task = new AgentTask<>(spec("name")) {
            @Override
            public void onEnter(AgentSession session) {
                session.say("What is your name?");
            }

            @Override
            public boolean keepsFunctionCalls() {
                return true;
            }
        };
        task.updateTools(List.of(tool("answer_name", context -> {
            task.complete("Anna");
            return new ToolOutcome.Silent("");
        })));
        CallRecording call = booking(asking("book", context -> task.run(context).thenApply(n -> "booked for " + n)))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .run();

        assertThat(items(call.state().conversation().context(), FunctionCall.class))
                .extracting(FunctionCall::name)
                .containsExactly("answer_name", "book");
    }

    @Test // case 32
    void shouldRunTasksOfParallelToolsOneAfterTheOther() {
        CallRecording call = booking(
                        asking("book", context -> name().run(context).thenApply(name -> "booked for " + name)),
                        asking("date", context -> day().run(context).thenApply(day -> "it is " + day)))
                .modelAnswers(
                        "Book a table.",
                        ScriptedReply.of("").calling("book", "{}").calling("date", "{}"))
                .modelAnswers("it is Monday", ScriptedReply.of("Your table is booked."))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .userSpeaks(seconds(14), seconds(15), "On Monday.")
                .run();

        assertThat(log).containsExactly("host enters", "name enters", "name exits", "day enters", "day exits");
        assertThat(items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .containsExactly("", "", "booked for Anna", "it is Monday");
        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("What is your name?", "On which day?", "Your table is booked.");
        assertClose(call.playbacks().get(1).started(), 9.7);
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldRunATaskWithinATask() {
        AgentTask<String> outer = new AgentTask<>(spec("outer")) {
            @Override
            public void onEnter(AgentSession session) {
                name().run(session).thenAccept(this::complete);
            }
        };
        CallRecording call = booking(
                        asking("book", context -> outer.run(context).thenApply(n -> "booked for " + n)))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .run();

        assertThat(items(call.chat(), AgentHandoff.class))
                .extracting(AgentHandoff::newAgentId)
                .containsExactly("outer", "name", "outer", "host");
        assertThat(call.playbacks().get(1).heard()).isEqualTo("Your table is booked.");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldRunATaskBeforeItLeaves() {
        AtomicReference<String> learnt = new AtomicReference<>("");
        Agent curious = new Agent(spec("curious")) {
            @Override
            public void onExit(AgentSession session) {
                name().run(session).thenAccept(learnt::set);
            }
        };
        CallRecording call = booking()
                .agent(curious)
                .exitTakes(seconds(4))
                .hostUpdatesAgent(seconds(5), new Host(spec("next"), log, ""))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .run();

        assertThat(learnt).hasValue("Anna");
        assertThat(log).containsExactly("name enters", "name exits", "next enters");
        assertThat(call.state().profile().agentId()).isEqualTo("next");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldTellTheModelWhatATaskFailedWith() {
        AgentTask<String> failing = new AgentTask<>(spec("failing")) {
            @Override
            public void onEnter(AgentSession session) {
                completeExceptionally(new ToolException("the caller has no name"));
            }
        };
        CallRecording call = booking(asking("book", failing::run)).run();

        FunctionCallOutput output = items(call.chat(), FunctionCallOutput.class).get(0);
        assertThat(output.error()).isTrue();
        assertThat(output.output()).isEqualTo("the caller has no name");
        assertThat(call.state().profile().agentId()).isEqualTo("host");
    }

    @Test
    void shouldCutTasksOffWhenTheSessionEnds() {
        CallRecording call = booking(
                        asking("book", context -> name().run(context).thenApply(name -> "booked for " + name)),
                        asking("date", context -> day().run(context).thenApply(day -> "it is " + day)))
                .modelAnswers(
                        "Book a table.",
                        ScriptedReply.of("").calling("book", "{}").calling("date", "{}"))
                .hostCloses(seconds(6))
                .run();

        assertThat(items(call.chat(), FunctionCallOutput.class)).hasSize(2).allSatisfy(output -> {
            assertThat(output.error()).isTrue();
            assertThat(output.output()).isEqualTo("the session ends");
        });
        assertThat(log).containsExactly("host enters", "name enters", "name exits", "host exits");
        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.SessionClosed.class).get(0).at()),
                6);
        assertThat(call.events().get(call.events().size() - 1)).isInstanceOf(SessionEvent.SessionClosed.class);
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldCutTasksOffWhenAnotherAgentTakesOver() {
        CallRecording call = booking(
                        asking("book", context -> name().run(context).thenApply(name -> "booked for " + name)))
                .hostUpdatesAgent(seconds(8), new Host(spec("next"), log, ""))
                .run();

        assertThat(log).containsExactly("host enters", "name enters", "name exits", "host exits", "next enters");
        FunctionCallOutput output = items(call.chat(), FunctionCallOutput.class).get(0);
        assertThat(output.output()).isEqualTo("another agent takes over");
        assertThat(output.error()).isTrue();
        assertThat(requests(call)).hasSize(1);
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldBeRunOnce() {
        AtomicReference<Throwable> second = new AtomicReference<>();
        CallRecording call = booking(asking("book", context -> {
                    Question task = name();
                    CompletionStage<String> first = task.run(context);
                    assertThatThrownBy(() -> task.run(context))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("task name: run again (expected: once; make a new task)")
                            .satisfies(second::set);
                    return first.thenApply(name -> "booked for " + name);
                }))
                .userSpeaks(seconds(8), seconds(9), "I am Anna.")
                .run();

        assertThat(second.get()).isNotNull();
        assertThat(call.playbacks()).hasSize(2);
    }

    @Test
    void shouldLetTheTaskReadWhatItIsGiven() {
        AgentSpec informed = spec("informed");
        CallRecording call = booking(asking(
                        "book",
                        context -> new AgentTask<String>(
                                informed.chatContext(context.session().history())) {
                            @Override
                            public void onEnter(AgentSession session) {
                                session.generateReply();
                            }
                        }.run(context)))
                .run();

        Effect.Generate asked = requests(call).get(1);
        assertThat(instructions(asked)).isEqualTo("You are informed.");
        assertThat(asked.context().messages())
                .filteredOn(message -> message.role() == ChatRole.USER)
                .hasSize(1);
    }
}
