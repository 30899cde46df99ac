package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.instructions;
import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.log;
import static dev.parley.session.engine.Agents.presences;
import static dev.parley.session.engine.Agents.replayed;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.texts;
import static dev.parley.session.engine.Agents.times;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Agents.Host;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One agent hands the conversation to another: LiveKit Agents' tests/test_agent_session.py and agent_activity_handoff. */
class AgentHandoffTest {
    private static final String HELLO = "Hello, this is the billing department.";
    private final List<String> log = log();

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.7, 3.0, 20})
    void shouldHandOffWhenTheToolReturnsAnAgent(double takes) {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(tool("transfer", context -> billing), takes)
                .userSpeaks(seconds(30), seconds(31), "What do I owe?")
                .modelAnswers("What do I owe?", ScriptedReply.of("You owe nothing at all."))
                .run();

        assertThat(log).containsExactly("reception enters", "reception exits", "billing enters");
        AgentHandoff handoff = items(call.chat(), AgentHandoff.class).get(0);
        assertThat(handoff.oldAgentId()).contains("reception");
        assertThat(handoff.newAgentId()).isEqualTo("billing");
        assertClose(CallRecording.since(handoff.createdAt()), 3.0 + takes);
        assertClose(call.playbacks().get(0).started(), 3.2 + takes);
        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly(HELLO, "You owe nothing at all.");
        assertThat(instructions(requests(call).get(requests(call).size() - 1))).isEqualTo("You are billing.");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldTellHowFarAgentsAreInAndOut() {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(tool("transfer", context -> billing), 1)
                .hostCloses(seconds(20))
                .run();

        assertThat(presences(call))
                .containsExactly(
                        "reception LEAVING",
                        "reception EXITING",
                        "reception EXITED",
                        "billing ENTERING",
                        "billing ENTERED",
                        "billing EXITING",
                        "billing EXITED");
    }

    @Test
    void shouldGiveTheNewAgentAConversationOfItsOwn() {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(tool("transfer", context -> billing), 0)
                .userSpeaks(seconds(10), seconds(11), "What do I owe?")
                .modelAnswers("What do I owe?", ScriptedReply.of("You owe nothing at all."))
                .run();

        assertThat(texts(call.state().conversation().context()))
                .containsExactly(HELLO, "What do I owe?", "You owe nothing at all.");
        assertThat(texts(call.chat()))
                .containsExactly("Billing, please.", HELLO, "What do I owe?", "You owe nothing at all.");
        assertThat(items(call.chat(), AgentConfigUpdate.class))
                .extracting(update -> update.instructions().orElse(""))
                .containsExactly("You are reception.", "You are billing.");
    }

    @Test
    void shouldLetTheNewAgentReadWhatItIsGiven() {
        FunctionTool transfer = tool(
                "transfer",
                context ->
                        new Host(spec("billing").chatContext(context.session().history()), log, HELLO));
        CallRecording call = reception(transfer, 0).run();

        assertThat(texts(call.state().conversation().context())).containsExactly("Billing, please.", HELLO);
    }

    @Test
    void shouldSayWhatIsBegunBeforeTheOldAgentLeaves() {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(tool("transfer", context -> billing), 0)
                .modelAnswers(
                        "Billing, please.",
                        ScriptedReply.of("I will connect you.").calling("transfer", "{}"))
                .voiceSpeaks("I will connect you.", ScriptedVoice.of(seconds(2)))
                .run();

        assertClose(call.playbacks().get(0).ended(), 5.2);
        assertClose(call.playbacks().get(1).started(), 5.4);
        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("I will connect you.", HELLO);
    }

    @Test
    void shouldLetTheOldAgentSpeakOfTheResultWithoutTools() {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(
                        tool("transfer", context -> ToolOutcome.HandOff.to(billing, "connected to billing")), 0)
                .modelAnswers("connected to billing", ScriptedReply.of("Goodbye."))
                .voiceSpeaks("Goodbye.", ScriptedVoice.of(seconds(1)))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Goodbye.", HELLO);
        assertClose(call.playbacks().get(0).started(), 3.5);
        assertClose(call.playbacks().get(1).started(), 4.7);
        Effect.Generate farewell = requests(call).get(1);
        assertThat(instructions(farewell)).isEqualTo("You are reception.");
        assertThat(farewell.toolChoice()).isEqualTo(ToolChoice.NONE);
    }

    @Test
    void shouldRefuseTwoHandOffsOfOneAnswer() {
        Agent reception = new Host(
                spec(
                        "reception",
                        tool("transfer", context -> new Host(spec("billing"), log, HELLO)),
                        tool("escalate", context -> new Host(spec("manager"), log, HELLO))),
                log,
                "");
        CallRecording call = billing()
                .agent(reception)
                .modelAnswers(
                        "Billing, please.",
                        ScriptedReply.of("").calling("transfer", "{}").calling("escalate", "{}"))
                .run();

        assertThat(items(call.chat(), FunctionCallOutput.class)).hasSize(2).allSatisfy(output -> {
            assertThat(output.error()).isTrue();
            assertThat(output.output()).contains("2 tools of one answer handed off (expected: one at most)");
        });
        assertThat(call.state().profile().agentId()).isEqualTo("reception");
        assertThat(requests(call)).hasSize(2);
        assertThat(log).containsExactly("reception enters");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @ParameterizedTest // case 30
    @CsvSource({"5, 5, 6", "2.5, 3.2, 4", "9, 10, 11", "5, 9, 10", "1, 3.2, 4"})
    void shouldNotApplyAHandOffThatWasInterrupted(double takes, double from, double to) {
        Host billing = new Host(spec("billing"), log, HELLO);
        CallRecording call = reception(tool("transfer", context -> billing), takes)
                .userSpeaks(seconds(from), seconds(to), "Never mind.")
                .modelAnswers("Never mind.", ScriptedReply.of("As you like it."))
                .run();

        boolean interrupted = 3.0 + takes > to + 0.5;
        assertThat(call.state().profile().agentId()).isEqualTo(interrupted ? "reception" : "billing");
        FunctionCallOutput output = items(call.chat(), FunctionCallOutput.class).get(0);
        assertThat(output.error()).isEqualTo(interrupted);
        assertThat(items(call.chat(), FunctionCallOutput.class)).hasSize(1);
        assertThat(items(call.chat(), AgentHandoff.class)).hasSize(interrupted ? 0 : 1);
        if (interrupted) {
            assertThat(output.output()).contains("not handed off").contains("interrupted");
            assertThat(log).containsExactly("reception enters");
        }
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @ParameterizedTest
    @CsvSource({"0.4, 1.0, 2.0", "0.4, 1.6, 2.0", "0.4, 0.8, 1.0"})
    void shouldLetTurnsWaitForTheNewAgentWhenItIsUpdated(double from, double to, double exit) {
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .exitTakes(seconds(exit))
                .userSpeaks(seconds(from), seconds(to), "Hello there?")
                .modelAnswers("Hello there?", ScriptedReply.of("Here I am."))
                .hostUpdatesAgent(seconds(0.5), new Host(spec("billing"), log, ""))
                .run();

        double entered = 0.5 + exit;
        double over = to + 0.5;
        double asked = Math.max(entered, over);
        Effect.Generate answer = requests(call).get(requests(call).size() - 1);
        assertThat(instructions(answer)).isEqualTo("You are billing.");
        assertClose(times(call, Effect.SeatAgent.class).get(0), entered);
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
        assertClose(call.agentStates().get(1).at(), asked);
        assertThat(texts(call.state().conversation().context())).containsExactly("Hello there?", "Here I am.");
    }

    @Test
    void shouldFinishWhatItSaysBeforeItIsUpdated() {
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .hostSays(seconds(1), "first", "This is said in full.", SpeechOptions.interruptible())
                .voiceSpeaks("This is said in full.", ScriptedVoice.of(seconds(4)))
                .hostUpdatesAgent(seconds(2), new Host(spec("billing"), log, HELLO))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("This is said in full.", HELLO);
        assertClose(call.playbacks().get(0).ended(), 5.2);
        assertClose(call.playbacks().get(1).started(), 5.4);
    }

    @Test
    void shouldSayWhatItsExitAsksForBeforeTheNextAgentEnters() {
        Agent polite = new Agent(spec("reception")) {
            @Override
            public void onExit(AgentSession session) {
                session.say("Goodbye from the reception.");
            }
        };
        CallRecording call = CallScript.create()
                .agent(polite)
                .hostUpdatesAgent(seconds(1), new Host(spec("billing"), log, HELLO))
                .voiceSpeaks("Goodbye from the reception.", ScriptedVoice.of(seconds(2)))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Goodbye from the reception.", HELLO);
        assertClose(call.playbacks().get(1).started(), 3.4);
    }

    @Test
    void shouldLetTheNewestUpdateCount() {
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .exitTakes(seconds(2))
                .hostUpdatesAgent(seconds(1), new Host(spec("billing"), log, ""))
                .hostUpdatesAgent(seconds(2), new Host(spec("manager"), log, ""))
                .run();

        assertThat(log).containsExactly("reception enters", "reception exits", "manager enters");
        assertThat(items(call.chat(), AgentHandoff.class)).hasSize(1);
    }

    @Test
    void shouldNotWaitForAnExitThatDoesNotReturn() {
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .exitTakes(seconds(60))
                .options(options -> options.withCloseTimeout(seconds(5)))
                .hostUpdatesAgent(seconds(1), new Host(spec("billing"), log, ""))
                .run();

        assertClose(times(call, Effect.SeatAgent.class).get(0), 6);
        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .extracting(SessionEvent.ErrorOccurred::message)
                .containsExactly("onExit of reception: not returned (expected: within PT5S)");
        assertThat(log).containsExactly("reception enters", "reception exits", "billing enters");
    }

    @Test
    void shouldCallExitOnceWhenTheSessionEndsInAHandOff() {
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .exitTakes(seconds(2))
                .hostUpdatesAgent(seconds(1), new Host(spec("billing"), log, ""))
                .hostCloses(seconds(2))
                .run();

        assertThat(log).containsExactly("reception enters", "reception exits");
        assertThat(call.state().phase()).isEqualTo(SessionState.Phase.CLOSED);
        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.SessionClosed.class).get(0).at()),
                3);
    }

    @Test
    void shouldTakeTurnsAsTheAgentDoesThatTalks() {
        TurnOptions patient = TurnOptions.standard()
                .withInterruption(InterruptionOptions.standard().withAecWarmup(Duration.ZERO))
                .withEndpointingDelay(seconds(1.5));
        CallRecording call = CallScript.create()
                .agent(new Host(spec("reception"), log, ""))
                .hostUpdatesAgent(seconds(1), new Host(spec("billing").turns(patient), log, ""))
                .userSpeaks(seconds(2), seconds(3), "Hello there?")
                .run();

        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.UserTurnCommitted.class).get(0).at()),
                4.5);
    }

    @Test
    void shouldHandBackToTheSameAgentWithWhatItKnew() {
        Agent reception = new Agent(spec("reception"));
        Agent billing = new Agent(spec("billing"));
        CallRecording call = CallScript.create()
                .agent(reception)
                .userTypes(seconds(1), "one")
                .modelAnswers("one", ScriptedReply.of("First answer here."))
                .hostUpdatesAgent(seconds(10), billing)
                .userTypes(seconds(20), "two")
                .modelAnswers("two", ScriptedReply.of("Second answer here."))
                .hostUpdatesAgent(seconds(30), reception)
                .run();

        assertThat(texts(call.state().conversation().context())).containsExactly("one", "First answer here.");
        assertThat(texts(billing.chatContext())).containsExactly("two", "Second answer here.");
        assertThat(items(call.chat(), AgentHandoff.class))
                .extracting(AgentHandoff::oldAgentId)
                .containsExactly(Optional.of("reception"), Optional.of("billing"));
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    /** A turn at 3.0 for which the model calls this tool at once. */
    private CallScript reception(FunctionTool transfer, double takes) {
        return billing().agent(new Host(spec("reception", transfer), log, "")).tool(transfer, seconds(takes));
    }

    private static CallScript billing() {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Billing, please.")
                .modelAnswers("Billing, please.", ScriptedReply.of("").calling("transfer", "{}"))
                .voiceSpeaks(HELLO, ScriptedVoice.of(seconds(2)));
    }
}
