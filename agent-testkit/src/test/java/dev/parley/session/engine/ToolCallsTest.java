package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.log;
import static dev.parley.session.engine.Agents.replayed;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.times;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.StopResponse;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When tools run and what is said of them: LiveKit Agents' tests/test_agent_session.py and tests/test_tools.py. */
class ToolCallsTest {
    private static final ScriptedReply CALLING = ScriptedReply.of("").calling("weather", "{}");

    @ParameterizedTest // case 26
    @CsvSource({"2.0, 3.0, 0.1", "1.0, 0.5, 0", "2.0, 3.0, 5"})
    void shouldSayItsPreambleRunTheToolAndAnswer(double preamble, double answer, double takes) {
        CallRecording call = weather(takes)
                .modelAnswers(
                        "What is the weather?",
                        ScriptedReply.of("Let me check for you.").calling("weather", "{}"))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .voiceSpeaks("Let me check for you.", ScriptedVoice.of(seconds(preamble)))
                .voiceSpeaks("The sun is shining.", ScriptedVoice.of(seconds(answer)))
                .run();

        double silent = 3.2 + preamble;
        double again = Math.max(silent, 3.0 + takes) + 0.5;
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.THINKING, silent),
                        at(AgentState.SPEAKING, again),
                        at(AgentState.LISTENING, again + answer)));
        assertThat(call.chat().items())
                .extracting(item -> (Object) item.getClass())
                .containsExactly(
                        AgentConfigUpdate.class,
                        ChatMessage.class,
                        ChatMessage.class,
                        FunctionCall.class,
                        FunctionCallOutput.class,
                        ChatMessage.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 2, 6})
    void shouldStartACallAsSoonAsItIsParsed(double modelDuration) {
        CallRecording call = weather(1)
                .turns(turns -> turns.withPreemptive(dev.parley.turn.PreemptiveGeneration.off()))
                .modelAnswers(
                        "What is the weather?",
                        ScriptedReply.of("Let me check for you.")
                                .timed(seconds(0.1), seconds(modelDuration))
                                .callingEarly("weather", "{}")
                                .calling("weather", "{}"))
                .run();

        List<Duration> started = times(call, Effect.RunTool.class);
        assertClose(started.get(0), 3.1);
        assertClose(started.get(1), 3.0 + modelDuration);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5})
    void shouldDoWithoutToolsAfterTheirLastRound(int maxToolSteps) {
        CallRecording call = weather(0.1)
                .options(options -> options.withMaxToolSteps(maxToolSteps))
                .modelAnswers("it is sunny", CALLING)
                .run();

        assertThat(call.events(SessionEvent.FunctionToolsExecuted.class)).hasSize(maxToolSteps + 1);
        assertThat(requests(call)).hasSize(maxToolSteps + 2);
        assertThat(requests(call).subList(0, maxToolSteps + 1))
                .allMatch(request -> request.toolChoice() == ToolChoice.AUTO);
        assertThat(requests(call).get(maxToolSteps + 1).toolChoice()).isEqualTo(ToolChoice.NONE);
        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .extracting(SessionEvent.ErrorOccurred::message)
                .containsExactly("tool call: weather (expected: none in an answer without tools)");
    }

    @Test
    void shouldSayNothingAfterAStopResponse() {
        FunctionTool stopping = tool("weather", context -> {
            throw new StopResponse();
        });
        CallRecording call = asked().agent(new Agent(spec("host", stopping))).run();

        FunctionCallOutput output = items(call.chat(), FunctionCallOutput.class).get(0);
        assertThat(output.output()).isEmpty();
        assertThat(output.error()).isFalse();
        assertThat(requests(call)).hasSize(1);
    }

    @Test
    void shouldReplyIfOneOfItsToolsAsksForIt() {
        FunctionTool silent = tool("silent", context -> new ToolOutcome.Silent("noted"));
        FunctionTool sunny = tool("weather", context -> "it is sunny");
        CallRecording call = asked().agent(new Agent(spec("host", silent, sunny)))
                .modelAnswers(
                        "What is the weather?",
                        ScriptedReply.of("").calling("weather", "{}").calling("silent", "{}"))
                .run();

        assertThat(requests(call)).hasSize(2);
        assertThat(items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .containsExactlyInAnyOrder("it is sunny", "noted");
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void shouldNotBeInterruptedOnceItsToolForbidsIt(boolean forbids, int replies) {
        FunctionTool booking = tool("weather", context -> {
            if (forbids) {
                context.disallowInterruptions();
            }
            return "it is sunny";
        });
        CallRecording call = asked().agent(new Agent(spec("host", booking)))
                .tool(booking, seconds(5))
                .userSpeaks(seconds(5), seconds(6), "Never mind.")
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .run();

        assertThat(call.playbacks())
                .filteredOn(playback -> playback.heard().equals("The sun is shining."))
                .hasSize(replies);
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(forbids ? 1 : 2);
    }

    @Test
    void shouldRefuseToForbidInterruptionsWhenItIsTooLate() {
        List<String> told = log();
        FunctionTool booking = tool("weather", context -> {
            context.waitForPlayout().toCompletableFuture().join();
            return context.disallowInterruptions()
                    .handle((done, failure) -> failure == null ? "safe" : "too late")
                    .thenApply(word -> {
                        told.add(word);
                        return word;
                    });
        });
        asked().agent(new Agent(spec("host", booking)))
                .modelAnswers(
                        "What is the weather?",
                        ScriptedReply.of("Let me check for you.").callingEarly("weather", "{}"))
                .voiceSpeaks("Let me check for you.", ScriptedVoice.of(seconds(10)))
                .hostInterrupts(seconds(5))
                .run();

        assertThat(told).containsExactly("too late");
    }

    @Test
    void shouldWaitUntilThePreambleWasHeard() {
        FunctionTool patient =
                tool("weather", context -> context.waitForPlayout().thenApply(done -> "it is sunny"));
        CallRecording call = asked().agent(new Agent(spec("host", patient)))
                .modelAnswers(
                        "What is the weather?",
                        ScriptedReply.of("Let me check for you.").callingEarly("weather", "{}"))
                .voiceSpeaks("Let me check for you.", ScriptedVoice.of(seconds(4)))
                .run();

        assertClose(
                CallRecording.since(call.events(SessionEvent.FunctionToolsExecuted.class)
                        .get(0)
                        .at()),
                7.2);
    }

    @ParameterizedTest // case 22
    @CsvSource({"20, 3", "8, 2", "30, 5"})
    void shouldGoOnTalkingWhileAnAsyncToolWorks(double works, double awayTimeout) {
        FunctionTool slow = tool("weather", context -> {
            context.update("asking the satellite");
            return "it is sunny";
        });
        CallRecording call = asked().agent(new Agent(spec("host", slow)))
                .tool(slow, seconds(works))
                .options(options -> options.withUserAwayTimeout(seconds(awayTimeout)))
                .modelAnswers("asking the satellite", ScriptedReply.of("I will tell you soon."))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .run();

        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("I will tell you soon.", "The sun is shining.");
        assertClose(call.playbacks().get(0).started(), 3.5);
        assertClose(call.playbacks().get(1).started(), 3.0 + works + 0.5);
        List<SessionEvent.UserStateChanged> away = call.events(SessionEvent.UserStateChanged.class).stream()
                .filter(change -> change.newState() == UserState.AWAY)
                .toList();
        assertThat(away).hasSize(1);
        assertThat(CallRecording.since(away.get(0).at())).isGreaterThanOrEqualTo(seconds(3 + works + awayTimeout));
        assertThat(items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .containsExactly("asking the satellite", "it is sunny");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldTellAllNewsInOneReplyWhenNobodySpeaks() {
        FunctionTool slow = tool("weather", context -> {
            context.update("asking the satellite");
            context.update("the satellite answers");
            return "it is sunny";
        });
        CallRecording call = asked().agent(new Agent(spec("host", slow)))
                .tool(slow, seconds(2))
                .modelAnswers("asking the satellite", ScriptedReply.of("I will tell you soon."))
                .voiceSpeaks("I will tell you soon.", ScriptedVoice.of(seconds(5)))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .run();

        assertThat(requests(call)).hasSize(3);
        assertClose(times(call, Effect.Generate.class).get(2), 8.5);
        assertThat(items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::output)
                .containsExactly("asking the satellite", "the satellite answers", "it is sunny");
    }

    @Test
    void shouldTellNewsToTheAgentThatTalksByThen() {
        FunctionTool slow = tool("weather", context -> {
            context.update("asking the satellite");
            return "it is sunny";
        });
        CallRecording call = asked().agent(new Agent(spec("host", slow)))
                .tool(slow, seconds(20))
                .hostUpdatesAgent(seconds(10), new Agent(spec("next")))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .run();

        Effect.Generate last = requests(call).get(requests(call).size() - 1);
        assertThat(Agents.instructions(last)).isEqualTo("You are next.");
        assertClose(times(call, Effect.Generate.class).get(requests(call).size() - 1), 23);
    }

    @Test // case 7
    void shouldHideToolsThatAreNotForEntering() {
        FunctionTool hidden =
                tool("end_call", context -> "bye").with(ToolOptions.standard().with(ToolFlag.IGNORE_ON_ENTER));
        FunctionTool shown = tool("weather", context -> "it is sunny");
        FunctionTool nested =
                tool("nested", context -> "bye").with(ToolOptions.standard().with(ToolFlag.IGNORE_ON_ENTER));
        AgentSpec spec = spec("host", hidden, shown).toolset(dev.parley.tool.Toolset.of("set", List.of(nested)));
        Agent greeting = new Agent(spec) {
            @Override
            public void onEnter(AgentSession session) {
                session.generateReply();
            }
        };
        CallRecording call = asked().agent(greeting).run();

        assertThat(offered(requests(call).get(0))).containsExactly("weather");
        assertThat(offered(requests(call).get(1))).containsExactlyInAnyOrder("end_call", "weather", "nested");
    }

    @Test
    void shouldOfferTheToolsThatAReplyIsLimitedTo() {
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("host", tool("one", context -> "1"), tool("two", context -> "2"))))
                .hostAsksForReply(
                        seconds(1),
                        "limited",
                        dev.parley.session.ReplyOptions.standard().withTools(List.of("two")))
                .run();

        assertThat(offered(requests(call).get(0))).containsExactly("two");
    }

    @Test
    void shouldWorkWithWhatItIsGivenWhileItTalks() {
        Agent host = new Agent(spec("host", tool("one", context -> "1")));
        CallRecording call = CallScript.create()
                .agent(host)
                .hostDoes(seconds(1), session -> host.updateInstructions("Be brief."))
                .hostDoes(seconds(2), session -> host.updateTools(List.of(tool("two", context -> "2"))))
                .hostDoes(seconds(3), session -> host.updateTools(List.of(tool("two", context -> "3"))))
                .userTypes(seconds(4), "hello")
                .run();

        assertThat(Agents.instructions(requests(call).get(0))).isEqualTo("Be brief.");
        assertThat(offered(requests(call).get(0))).containsExactly("two");
        List<AgentConfigUpdate> updates = items(call.chat(), AgentConfigUpdate.class);
        assertThat(updates).hasSize(3);
        assertThat(updates.get(1).instructions()).contains("Be brief.");
        assertThat(updates.get(2).toolsAdded()).containsExactly("two");
        assertThat(updates.get(2).toolsRemoved()).containsExactly("one");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldReadWhatItsContextWasReplacedBy() {
        Agent host = new Agent(spec("host", tool("weather", context -> "it is sunny")));
        List<ChatItem> kept = new ArrayList<>();
        CallRecording call = asked().agent(host)
                .hostDoes(seconds(10), session -> {
                    host.updateTools(List.of());
                    host.updateChatContext(host.chatContext());
                })
                .userTypes(seconds(12), "And now?")
                .run();

        kept.addAll(items(call.state().conversation().context(), FunctionCall.class));
        assertThat(kept).isEmpty();
        assertThat(items(call.chat(), FunctionCall.class)).hasSize(1);
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    private static List<String> offered(Effect.Generate request) {
        return request.tools().stream().map(ToolDefinition::name).toList();
    }

    /** A turn at 3.0 for which the model calls {@code weather} at once. */
    private static CallScript asked() {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", CALLING);
    }

    private static CallScript weather(double takes) {
        FunctionTool sunny = tool("weather", context -> "it is sunny");
        return asked().agent(new Agent(spec("host", sunny))).tool(sunny, seconds(takes));
    }
}
