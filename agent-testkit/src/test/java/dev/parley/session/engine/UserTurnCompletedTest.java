package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.items;
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
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.AudioContent;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.StopResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent may do about a turn before it is answered: LiveKit Agents' {@code on_user_turn_completed}. */
class UserTurnCompletedTest {

    /** What an agent does about a turn. */
    @FunctionalInterface
    private interface Hook {
        void on(TurnContext turn, ChatMessage message) throws Exception;
    }

    private static Agent agent(AgentSpec spec, Hook hook) {
        return new Agent(spec) {
            @Override
            public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) throws Exception {
                hook.on(turnContext, newMessage);
            }
        };
    }

    /** Whatever put it there: what is said in a voice message alone is its wording. */
    @Test
    void shouldTellWhatWasSaidInADroppedVoiceMessage() {
        BareSession session = new BareSession(
                SessionOptions.standard(),
                AgentProfile.of("host", agent(spec("host").withoutLlm(), (turn, message) -> {})));
        session.feed(new Stimulus.Started());
        session.feed(new Stimulus.AgentEntered("host"));
        session.feed(new Stimulus.TextTyped("listen to this"));
        ChatMessage asked = session.effects.stream()
                .filter(Effect.CompleteUserTurn.class::isInstance)
                .map(effect -> ((Effect.CompleteUserTurn) effect).message())
                .findFirst()
                .orElseThrow();
        AudioContent voice = AudioContent.of(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND))
                .withTranscript("two rolls, please");

        session.feed(new Stimulus.UserTurnCompleted(
                asked.id(), new Stimulus.Completion.Accepted(asked.withContent(List.of(voice)), ChatContext.empty())));

        assertThat(session.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::transcript)
                .containsExactly("two rolls, please");
    }

    private static CallScript greeting(Hook hook) {
        return CallScript.create()
                .agent(agent(spec("host"), hook))
                .userSpeaks(seconds(0.5), seconds(2.5), "Hello, how are you?")
                .modelAnswers("Hello, how are you?", ScriptedReply.of("I'm doing well, thank you!"))
                .voiceSpeaks("I'm doing well, thank you!", ScriptedVoice.of(seconds(2.0)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 2, 12})
    void shouldUseWhatWasThoughtAheadIfNothingWasChanged(double takes) {
        CallRecording call = greeting((turn, message) -> {})
                .userTurnCompletionTakes(seconds(takes))
                .run();

        assertClose(call.playbacks().get(0).started(), 3.2 + takes);
        assertThat(requests(call)).hasSize(1);
        assertThat(texts(call.chat())).containsExactly("Hello, how are you?", "I'm doing well, thank you!");
        assertClose(CallRecording.since(call.chat().messages().get(0).createdAt()), 3.0);
    }

    @Test
    void shouldLetTheModelReadWhatWasAddedForThisReplyOnly() {
        CallRecording call = greeting((turn, message) -> turn.addMessage(ChatRole.SYSTEM, "The caller is a guest."))
                .userSpeaks(seconds(10), seconds(11), "And now?")
                .run();

        List<Effect.Generate> requests = requests(call);
        assertClose(call.playbacks().get(0).started(), 3.5);
        assertThat(texts(requests.get(1).context()))
                .containsExactly("You are host.", "The caller is a guest.", "Hello, how are you?");
        assertThat(texts(call.chat())).doesNotContain("The caller is a guest.");
    }

    @Test
    void shouldKeepAndAnswerTheChangedMessage() {
        CallRecording call = greeting((turn, message) -> turn.replaceMessage("Hi."))
                .modelAnswers("Hi.", ScriptedReply.of("Hi yourself, dear caller."))
                .run();

        assertThat(texts(call.chat())).containsExactly("Hi.", "Hi yourself, dear caller.");
        assertClose(call.playbacks().get(0).started(), 3.5);
    }

    @Test
    void shouldNeitherKeepNorAnswerAStoppedTurn() {
        CallRecording call = greeting((turn, message) -> {
                    throw new StopResponse();
                })
                .run();

        assertThat(call.chat().messages()).isEmpty();
        assertThat(call.playbacks()).isEmpty();
        assertThat(call.events(SessionEvent.SpeechCreated.class)).isEmpty();
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::transcript, SessionEvent.UserTurnDropped::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("Hello, how are you?", "stopped"));
    }

    @Test
    void shouldDropATurnAtWhichTheAgentFailsAndTakeTheNext() {
        CallRecording call = greeting((turn, message) -> {
                    if (message.text().startsWith("Hello")) {
                        throw new java.io.IOException("no answer from the directory");
                    }
                })
                .userSpeaks(seconds(5), seconds(6), "Anybody there?")
                .modelAnswers("Anybody there?", ScriptedReply.of("Yes, here I am now."))
                .run();

        assertThat(texts(call.chat())).containsExactly("Anybody there?", "Yes, here I am now.");
        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .extracting(SessionEvent.ErrorOccurred::message)
                .containsExactly("onUserTurnCompleted: no answer from the directory");
        assertThat(call.events(SessionEvent.UserTurnDropped.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 5})
    void shouldLetTheNextTurnWait(double takes) {
        CallRecording call = greeting((turn, message) -> {})
                .userTurnCompletionTakes(seconds(takes))
                .userSpeaks(seconds(3.1), seconds(3.6), "Hello again.")
                .run();

        double second = Math.max(3.0 + takes, 4.1);
        assertThat(times(call, Effect.CompleteUserTurn.class)).hasSize(2);
        assertClose(times(call, Effect.CompleteUserTurn.class).get(0), 3.0);
        assertClose(times(call, Effect.CompleteUserTurn.class).get(1), second);
        assertThat(call.events(SessionEvent.SpeechCreated.class))
                .extracting(created -> CallRecording.since(created.at()))
                .satisfiesExactly(first -> assertClose(first, 3.0 + takes), next -> assertClose(next, second + takes));
        assertThat(items(call.chat(), ChatMessage.class))
                .filteredOn(message -> message.role() == ChatRole.USER)
                .extracting(ChatMessage::text)
                .containsExactly("Hello, how are you?", "Hello again.");
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldNotWaitForEver() {
        CallRecording call = greeting((turn, message) -> {})
                .userTurnCompletionTakes(seconds(40))
                .run();

        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(dropped -> CallRecording.since(dropped.at()))
                .containsExactly(seconds(33));
        assertThat(call.playbacks()).isEmpty();
        assertThat(call.chat().messages()).isEmpty();
    }

    @Test
    void shouldKeepTheLastWordsWhenTheSessionEndsMeanwhile() {
        CallRecording call = greeting((turn, message) -> {})
                .userTurnCompletionTakes(seconds(5))
                .hostCloses(seconds(4))
                .run();

        assertThat(texts(call.chat())).containsExactly("Hello, how are you?");
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::reason)
                .containsExactly("closed");
    }

    @Test // case 6
    void shouldSayBeforeItReplies() {
        CallRecording call = CallScript.create()
                .agent(agent(
                        spec("host", tool("lookup", context -> "it is sunny")),
                        (turn, message) -> turn.session().say("Let me check that.")))
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", ScriptedReply.of("").calling("lookup", "{}"))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .voiceSpeaks("Let me check that.", ScriptedVoice.of(seconds(2)))
                .run();

        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("Let me check that.", "The sun is shining.");
        assertClose(call.playbacks().get(0).started(), 3.2);
        assertClose(times(call, Effect.RunTool.class).get(0), 5.2); // the call waits for what is said before it
        assertClose(call.playbacks().get(1).started(), 5.7);
        assertThat(call.chat().items().stream()
                        .filter(item -> !(item instanceof dev.parley.chat.AgentConfigUpdate))
                        .<Class<?>>map(ChatItem::getClass))
                .containsExactly(
                        ChatMessage.class,
                        ChatMessage.class,
                        FunctionCall.class,
                        FunctionCallOutput.class,
                        ChatMessage.class);
        assertThat(texts(call.chat()))
                .containsExactly("What is the weather?", "Let me check that.", "The sun is shining.");
    }
}
