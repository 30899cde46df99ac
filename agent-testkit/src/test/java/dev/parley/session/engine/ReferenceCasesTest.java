package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.session.engine.Cases.userStates;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.PreemptiveGeneration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * The timed cases of LiveKit Agents' own tests (tests/test_agent_session.py and others), on virtual time, exact to 0.05
 * s. Each test names its case in the map of the reference.
 */
class ReferenceCasesTest {
    @Test // case 1
    void shouldAnswerAfterTheDelayWithPreemptiveGeneration() {
        CallRecording call = greeting().run();

        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.LISTENING, 5.2)));
        assertStates(userStates(call), List.of(at(UserState.SPEAKING, 0.5), at(UserState.LISTENING, 2.5)));
        assertThat(call.chat().messages())
                .extracting(ChatMessage::role, ChatMessage::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ChatRole.USER, "Hello, how are you?"),
                        org.assertj.core.groups.Tuple.tuple(ChatRole.ASSISTANT, "I'm doing well, thank you!"));
        assertItemsAt(call, 3.0, 5.2);
        var metrics = call.events(SessionEvent.MetricsCollected.class).get(0).metrics();
        assertThat(metrics.endOfTurnDelay()).contains(seconds(0.5));
        assertThat(metrics.transcriptionDelay()).contains(seconds(0.2));
        assertThat(metrics.timeToFirstToken()).contains(seconds(0.1));
        assertThat(metrics.modelDuration()).contains(seconds(0.3));
        assertThat(metrics.timeToFirstByte()).contains(seconds(0.2));
        assertThat(call.events(SessionEvent.SpeechFinished.class).get(0).played())
                .isEqualTo(seconds(2.0));
    }

    @Test // case 1, preemption off
    void shouldAnswerLaterWithoutPreemptiveGeneration() {
        CallRecording call = greeting()
                .turns(turns -> turns.withPreemptive(PreemptiveGeneration.off()))
                .run();

        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.5),
                        at(AgentState.LISTENING, 5.5)));
        assertItemsAt(call, 3.0, 5.5);
    }

    @Test // case 8
    void shouldKeepOnlyWhatWasHeardWhenTheUserInterrupts() {
        CallRecording call =
                story(10).userSpeaks(seconds(5.0), seconds(6.0), "Stop!").run();

        Playback playback = call.playbacks().get(0);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.ended(), 5.5);
        assertClose(playback.position(), 2.3);
        ChatMessage told = assistantMessages(call).get(0);
        assertThat(told.interrupted()).isTrue();
        assertThat(told.text()).isEqualTo("Here is a");
        assertThat(call.agentStates()).anySatisfy(state -> {
            assertThat(state.state()).isEqualTo(AgentState.THINKING);
            assertClose(state.at(), 6.5);
        });
    }

    @Test // case 9
    void shouldNotInterruptBeforeEnoughWordsWereSaid() {
        CallRecording call = story(10)
                .turns(interruption(options -> options.withMinWords(3)))
                .userSpeaks(seconds(5.0), seconds(6.0), "Stop!")
                .userSpeaks(seconds(6.5), seconds(7.5), "ok, stop!")
                .run();

        Playback playback = call.playbacks().get(0);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.ended(), 7.5);
        assertClose(playback.position(), 4.3);
        assertThat(assistantMessages(call).get(0).text()).isEqualTo(playback.heard());
        SessionEvent.UserTurnCommitted second =
                call.events(SessionEvent.UserTurnCommitted.class).get(1);
        assertThat(second.transcript()).isEqualTo("Stop! ok, stop!");
        assertClose(CallRecording.since(second.at()), 8.0);
    }

    @Test // case 10
    void shouldPlayToTheEndWhenInterruptionsAreDisabled() {
        CallRecording call = story(5).turns(turns -> turns.withInterruption(InterruptionOptions.disabled()))
                .userSpeaks(seconds(5.0), seconds(6.0), "Stop!")
                .run();

        assertThat(call.playbacks()).hasSize(1);
        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(call.playbacks().get(0).position()).isEqualTo(seconds(5.0));
        assertThat(assistantMessages(call).get(0).text()).isEqualTo(STORY);
    }

    @Test // case 11
    void shouldGoStraightToThinkingWhenTheUserTypes() {
        CallRecording call = story(10)
                .modelAnswers("Stop!", ScriptedReply.of("Ok, I'll stop now."))
                .userTypes(seconds(5.0), "Stop!")
                .run();

        assertStates(
                call.agentStates().subList(0, 4),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.THINKING, 5.0)));
        assertThat(call.chat().messages().subList(0, 3))
                .extracting(ChatMessage::role)
                .containsExactly(ChatRole.USER, ChatRole.ASSISTANT, ChatRole.USER);
        assertThat(assistantMessages(call).get(0).interrupted()).isTrue();
    }

    @Test // case 12
    void shouldInterruptWhileThinkingWithoutATrace() {
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(0.1), seconds(1.0)))
                .turns(turns -> turns.withPreemptive(PreemptiveGeneration.off()))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(10)))
                .userSpeaks(seconds(3.0), seconds(4.0), "Stop!")
                .run();

        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.LISTENING, 3.55),
                        at(AgentState.THINKING, 4.5),
                        at(AgentState.LISTENING, 4.5)));
        assertThat(call.playbacks()).isEmpty();
        assertThat(assistantMessages(call)).isEmpty();
    }

    @Test // case 18
    void shouldStopTheQueueBeforeTheFirstProtectedSpeech() {
        CallRecording call = threeSpeeches().hostInterrupts(seconds(1.0)).run();

        assertThat(call.refusals()).isEmpty();
        assertThat(finished(call, "first").interrupted()).isTrue();
        assertThat(finished(call, "protected").interrupted()).isFalse();
        assertThat(finished(call, "last").interrupted()).isFalse();
        assertThat(call.playbacks()).extracting(Playback::speechId).containsExactly("first", "protected", "last");
    }

    @Test // case 18
    void shouldRefuseToInterruptAProtectedSpeechThatPlays() {
        CallRecording call = CallScript.create()
                .hostSays(Duration.ZERO, "protected", "This must be heard in full.", SpeechOptions.uninterruptible())
                .hostInterrupts(seconds(1.0))
                .run();

        assertThat(call.refusals()).singleElement().asString().contains("must not be interrupted");
        assertThat(call.playbacks().get(0).interrupted()).isFalse();
    }

    @Test // case 18
    void shouldTakeAllWhenForced() {
        CallRecording call = threeSpeeches().hostForcesInterrupt(seconds(1.0)).run();

        assertThat(call.events(SessionEvent.SpeechFinished.class)).allMatch(SessionEvent.SpeechFinished::interrupted);
        assertThat(call.playbacks()).hasSize(1);
    }

    @Test // case 18
    void shouldInterruptInPlayoutOrderNotInInsertionOrder() {
        CallRecording call = CallScript.create()
                .hostSays(Duration.ZERO, "playing", "I am the first of them all.", SpeechOptions.interruptible())
                .hostSays(seconds(0.1), "low", "I am said at last.", SpeechOptions.interruptible())
                .hostSays(
                        seconds(0.2),
                        "urgent",
                        "I am said next and in full.",
                        SpeechOptions.uninterruptible().withPriority(SpeechOptions.HIGH))
                .hostInterrupts(seconds(1.0))
                .run();

        assertThat(finished(call, "playing").interrupted()).isTrue();
        assertThat(finished(call, "urgent").interrupted()).isFalse();
        assertThat(finished(call, "low").interrupted()).isFalse();
    }

    @Test // case 19: with no open decision the speech goes on exactly at the time-out
    void shouldGoOnAfterAFalseInterruption() {
        CallRecording call = story(10)
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(0.3))))
                .userSpeaks(seconds(5.0), seconds(6.0), "")
                .run();

        Playback playback = call.playbacks().get(0);
        assertThat(playback.interrupted()).isFalse();
        assertThat(playback.position()).isEqualTo(seconds(10));
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.LISTENING, 5.5),
                        at(AgentState.SPEAKING, 6.8),
                        at(AgentState.LISTENING, 14.5)));
        assertThat(call.events(SessionEvent.AgentFalseInterruption.class)).hasSize(1);
        assertThat(assistantMessages(call).get(0).text()).isEqualTo(STORY);
    }

    @Test // case 19: a committed turn suppresses it
    void shouldCutThePausedSpeechWhenTheTurnIsCommitted() {
        CallRecording call = story(10)
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(2))))
                .userSpeaks(seconds(5.0), seconds(6.0), "Stop!")
                .run();

        Playback playback = call.playbacks().get(0);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.position(), 2.3);
        assertThat(assistantMessages(call).get(0).text()).isEqualTo("Here is a");
        assertThat(call.events(SessionEvent.AgentFalseInterruption.class)).isEmpty();
    }

    @Test // case 27
    void shouldTellTheModelThatAToolIsUnknown() {
        CallRecording call = askingFor("nonexistent_tool", "{}").run();

        FunctionCallOutput output = items(call, FunctionCallOutput.class).get(0);
        assertThat(output.error()).isTrue();
        assertThat(output.output())
                .contains("Unknown function: nonexistent_tool")
                .contains("weather");
        assertThat(items(call, FunctionCall.class)).hasSize(1);
    }

    @Test // case 30
    void shouldKeepTheResultOfAToolThatWasInterrupted() {
        CallRecording call = askingFor("weather", "{}")
                .tool(tool("weather", ToolOutcome.Succeeded::new), seconds(5))
                .userSpeaks(seconds(5.0), seconds(6.0), "Never mind.")
                .run();

        List<ChatItem> items = call.chat().items();
        assertThat(items(call, FunctionCallOutput.class)).hasSize(1);
        assertThat(items.indexOf(items(call, FunctionCallOutput.class).get(0)))
                .isGreaterThan(items.indexOf(items(call, FunctionCall.class).get(0)));
    }

    private static CallScript threeSpeeches() {
        return CallScript.create()
                .hostSays(Duration.ZERO, "first", "I am the first one here.", SpeechOptions.interruptible())
                .hostSays(seconds(0.1), "protected", "I am to be heard in full.", SpeechOptions.uninterruptible())
                .hostSays(seconds(0.2), "last", "I am the last one here.", SpeechOptions.interruptible());
    }

    private static CallScript askingFor(String tool, String arguments) {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", ScriptedReply.of("").calling(tool, arguments))
                .tool(tool("weather", ToolOutcome.Succeeded::new), seconds(0.1));
    }

    private static FunctionTool tool(String name, java.util.function.Function<String, ToolOutcome> outcome) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new FunctionTool() {
            @Override
            public ToolDefinition definition() {
                return new ToolDefinition(name, "Tells the weather.", schema);
            }

            @Override
            public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
                return CompletableFuture.completedFuture(outcome.apply("sunny"));
            }
        };
    }

    private static <T extends ChatItem> List<T> items(CallRecording call, Class<T> type) {
        return call.chat().items().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static SessionEvent.SpeechFinished finished(CallRecording call, String speechId) {
        return call.events(SessionEvent.SpeechFinished.class).stream()
                .filter(event -> event.speechId().equals(speechId))
                .findFirst()
                .orElseThrow();
    }

    private static void assertItemsAt(CallRecording call, double... times) {
        List<SessionEvent.ConversationItemAdded> items = call.events(SessionEvent.ConversationItemAdded.class);
        assertThat(items).hasSize(times.length);
        for (int i = 0; i < times.length; i++) {
            assertClose(CallRecording.since(items.get(i).at()), times[i]);
        }
    }
}
