package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A call of sixty turns with tools, interruptions, false ones, a hand-off and back, and a task: what is known at its end is
 * what was said, and the session holds no more at its end than after its first turns.
 */
class LongCallTest {
    private static final int TURNS = 60;
    private static final double PERIOD = 15;
    private static final int HAND_OFF = 20;
    private static final int TASK = 30;
    private static final int BACK = 40;

    private static final List<String> EXPECTED = new ArrayList<>();
    private static Residue most = new Residue(0, 0, 0, 0, 0);
    private static Agent reception = new Agent(AgentSpec.instructions(""));
    private static Agent billing = reception;
    private static CallRecording call = CallScript.create().run();

    /** What a session holds beside the conversation itself. */
    private record Residue(int speeches, int tools, int agents, int turns, int words) {
        static Residue of(SessionState state) {
            return new Residue(
                    state.queue().size()
                            + state.working().size()
                            + (state.current().isPresent() ? 1 : 0),
                    state.outcomes().size()
                            + state.conversation().started().size()
                            + state.conversation().finished().size()
                            + state.toolWork().background().size()
                            + state.toolWork().deferred().size()
                            + state.toolWork().handOffs().size()
                            + state.toolWork().awaitingPlayout().size(),
                    state.cast().waiting().size()
                            + state.cast().requests().size()
                            + state.cast().completed().size(),
                    state.backlog().waiting().size() + (state.backlog().open().isPresent() ? 1 : 0),
                    state.user().transcript().length()
                            + state.watch().monologue().transcript().length());
        }

        Residue max(Residue other) {
            return new Residue(
                    Math.max(speeches, other.speeches),
                    Math.max(tools, other.tools),
                    Math.max(agents, other.agents),
                    Math.max(turns, other.turns),
                    Math.max(words, other.words));
        }
    }

    /** Asks for a name, and has it when its model calls {@code finish}. */
    private static final class NameTask extends AgentTask<String> {
        NameTask() {
            super(AgentSpec.instructions("You are name.").id("name"));
            updateTools(List.of(tool("finish", context -> {
                complete("Anna");
                return new ToolOutcome.Silent("");
            })));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("What is your name?");
        }
    }

    @BeforeAll
    static void play() {
        FunctionTool lookup = FunctionTool.of(
                Agents.tool("lookup", "{\"turn\": {\"type\": \"integer\"}}", context -> "")
                        .definition(),
                (arguments, context) -> "result " + arguments.get("turn").asInt());
        billing = new Agent(Agents.spec(
                "billing",
                lookup,
                tool("back", context -> reception),
                tool("ask_name", context -> new NameTask().run(context))));
        reception = new Agent(Agents.spec("reception", lookup, tool("transfer", context -> billing)));
        CallScript script = CallScript.create()
                .agent(reception)
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(0.5))))
                .tool(lookup, seconds(1.5))
                .watch(state -> most = most.max(Residue.of(state)))
                .voiceSpeaks("Let me look.", ScriptedVoice.of(seconds(1)));
        IntStream.range(0, TURNS).forEach(turn -> take(script, turn));
        call = script.run();
    }

    /** Each turn has its time; what is to be said in it stands beside what is scripted. */
    private static void take(CallScript script, int turn) {
        double at = 1 + turn * PERIOD;
        String question = "Question " + turn + ", please?";
        script.userSpeaks(seconds(at), seconds(at + 1), question);
        EXPECTED.add("USER: " + question);
        if (turn == HAND_OFF) {
            answers(script, question, ScriptedReply.of("").calling("transfer", "{}"));
        } else if (turn == BACK) {
            answers(script, question, ScriptedReply.of("").calling("back", "{}"));
        } else if (turn == TASK) {
            answers(script, question, ScriptedReply.of("").calling("ask_name", "{}"));
            EXPECTED.add("ASSISTANT: What is your name?");
        } else if (turn == TASK + 1) {
            answers(script, question, ScriptedReply.of("").calling("finish", "{}"));
            answers(script, "Anna", ScriptedReply.of("Thank you, Anna."));
            EXPECTED.add("ASSISTANT: Thank you, Anna.");
        } else {
            ordinary(script, turn, at, question);
        }
    }

    private static void ordinary(CallScript script, int turn, double at, String question) {
        String answer = "This is all that I know about the matter of number " + turn + ".";
        script.voiceSpeaks(answer, ScriptedVoice.of(seconds(4)));
        switch (turn % 4) {
            case 1 -> {
                answers(
                        script,
                        question,
                        ScriptedReply.of("Let me look.").calling("lookup", "{\"turn\": " + turn + "}"));
                answers(script, "result " + turn, ScriptedReply.of(answer));
                EXPECTED.add("ASSISTANT: Let me look.");
                EXPECTED.add("ASSISTANT: " + answer);
            }
            case 2 -> {
                answers(script, question, ScriptedReply.of(answer));
                String stop = "Stop " + turn + " now!";
                script.userSpeaks(seconds(at + 3), seconds(at + 4), stop);
                answers(script, stop, ScriptedReply.of("As you like."));
                EXPECTED.add("ASSISTANT, interrupted: " + answer);
                EXPECTED.add("USER: " + stop);
                EXPECTED.add("ASSISTANT: As you like.");
            }
            case 3 -> {
                answers(script, question, ScriptedReply.of(answer));
                script.userSpeaks(seconds(at + 2.5), seconds(at + 3.2), "");
                EXPECTED.add("ASSISTANT: " + answer);
            }
            default -> {
                answers(script, question, ScriptedReply.of(answer));
                EXPECTED.add("ASSISTANT: " + answer);
            }
        }
    }

    private static void answers(CallScript script, String input, ScriptedReply reply) {
        script.modelAnswers(input, reply);
    }

    private static String line(ChatMessage message) {
        return message.role() + (message.interrupted() ? ", interrupted: " : ": ") + message.text();
    }

    @Test
    void shouldKnowAtItsEndWhatWasSaid() {
        List<ChatMessage> said = call.chat().messages();

        assertThat(said).hasSameSizeAs(EXPECTED);
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).interrupted()) {
                assertThat(EXPECTED.get(i)).startsWith(line(said.get(i))).isNotEqualTo(line(said.get(i)));
            } else {
                assertThat(line(said.get(i))).isEqualTo(EXPECTED.get(i));
            }
        }
        assertThat(said.stream().filter(ChatMessage::interrupted)).hasSize(interruptions());
        assertThat(call.events(SessionEvent.AgentFalseInterruption.class)).hasSize((int) ordinaryTurns(3));
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(TURNS + interruptions());
    }

    private static int interruptions() {
        return (int) ordinaryTurns(2);
    }

    private static long ordinaryTurns(int kind) {
        return IntStream.range(0, TURNS)
                .filter(turn -> turn != HAND_OFF && turn != BACK && turn != TASK && turn != TASK + 1)
                .filter(turn -> turn % 4 == kind)
                .count();
    }

    @Test
    void shouldKeepOfEachAnswerWhatWasHeard() {
        assertThat(call.playbacks().stream().map(Playback::heard).filter(text -> !text.isEmpty()))
                .containsExactlyElementsOf(Cases.assistantMessages(call).stream()
                        .map(ChatMessage::text)
                        .toList());
    }

    @Test
    void shouldKeepEachCallWithItsOutput() {
        List<String> calls = Agents.items(call.chat(), FunctionCall.class).stream()
                .map(FunctionCall::callId)
                .toList();

        assertThat(calls).doesNotHaveDuplicates().hasSize((int) ordinaryTurns(1) + 4);
        assertThat(Agents.items(call.chat(), FunctionCallOutput.class))
                .extracting(FunctionCallOutput::callId)
                .containsExactlyInAnyOrderElementsOf(calls);
    }

    @Test
    void shouldHandOverAndBack() {
        assertThat(Agents.items(call.chat(), AgentHandoff.class))
                .extracting(AgentHandoff::newAgentId)
                .containsExactly("billing", "name", "billing", "reception");
        assertThat(call.state().profile().agentId()).isEqualTo("reception");
    }

    /** Each agent's model reads what was said while it talked, and the task's words as well where a task was asked for. */
    @Test
    void shouldLetEachAgentKnowItsOwnPartOfTheCall() {
        assertThat(questions(call.state().conversation().context()))
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.rangeClosed(0, HAND_OFF), IntStream.range(BACK + 1, TURNS))
                                .boxed()
                                .toList());
        assertThat(questions(billing.chatContext()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(HAND_OFF + 1, BACK).boxed().toList());
    }

    private static List<Integer> questions(ChatContext context) {
        return context.messages().stream()
                .filter(message ->
                        message.role() == ChatRole.USER && message.text().startsWith("Question"))
                .map(message -> Integer.valueOf(message.text().replaceAll("\\D", "")))
                .toList();
    }

    /** No request has a call without its output, nor what another agent is told to be, nor what was not heard. */
    @Test
    void shouldAskTheModelWithAWholeContext() {
        for (Effect.Generate request : Agents.requests(call)) {
            List<ChatItem> items = request.context().items();
            assertThat(items.stream().filter(FunctionCall.class::isInstance))
                    .hasSameSizeAs(items.stream()
                            .filter(FunctionCallOutput.class::isInstance)
                            .toList());
            assertThat(request.context().messages().stream().filter(message -> message.role() == ChatRole.SYSTEM))
                    .hasSize(1);
            assertThat(request.context().messages().stream().map(ChatMessage::text))
                    .isSubsetOf(java.util.stream.Stream.of(
                                    call.chat().messages().stream().map(ChatMessage::text),
                                    java.util.stream.Stream.of(
                                            "You are reception.", "You are billing.", "You are name."))
                            .flatMap(texts -> texts)
                            .toList());
        }
    }

    /** The sizes of all that is not the conversation are bounded by what one turn needs, and are nothing between turns. */
    @Test
    void shouldHoldNoMoreAtItsEndThanAfterItsFirstTurns() {
        assertThat(most.speeches()).isLessThanOrEqualTo(2);
        assertThat(most.tools()).isLessThanOrEqualTo(4);
        assertThat(most.agents()).isLessThanOrEqualTo(2);
        assertThat(most.turns()).isLessThanOrEqualTo(1);
        assertThat(most.words()).isLessThanOrEqualTo(80); // of a turn and of a monologue, a question each
        assertThat(Residue.of(call.state()).speeches()).isZero();
        assertThat(Residue.of(call.state()).tools()).isZero();
        assertThat(Residue.of(call.state()).agents()).isZero();
        assertThat(Residue.of(call.state()).turns()).isZero();
        assertThat(call.state().conversation().contexts()).hasSize(1);
        assertThat(call.state().usage().models()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void shouldBeRebuiltFromItsJournal() {
        assertThat(Agents.replayed(call)).isEqualTo(call.state().conversation());
    }
}
