package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentModels;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.llm.LanguageModel;
import dev.parley.provider.Models;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.turn.TurnOptions;
import dev.parley.vad.VoiceActivityDetector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that an agent switches off, in a real session. */
@Timeout(30)
class ModelsOffTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();
    private final LiveScript script = LiveScript.create()
            .everyUtteranceIs("hello")
            .modelAnswersOtherwise(ScriptedReply.of("I hear you.").timed(seconds(0), seconds(0)));

    private AgentSession started(Agent agent, Models models) throws Exception {
        TurnOptions turns = TurnOptions.standard();
        AgentSession session = Parley.session(kit.system())
                .agent(agent)
                .models(models)
                .options(SessionOptions.standard()
                        .withTurns(turns.withInterruption(turns.interruption().withAecWarmup(seconds(0)))))
                .build();
        session.on(SessionEvent.class, events);
        await(session.start());
        return session;
    }

    private static void speakAndFallSilent(AgentSession session) {
        for (int i = 0; i < 10; i++) {
            session.pushAudio(Hum.frame(AudioFormat.WIDEBAND, seconds(0.1)));
        }
        for (int i = 0; i < 20; i++) {
            session.pushAudio(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND));
        }
    }

    @Test
    void shouldAnswerInTextWithoutAVoiceAndAloudOnceItHasOne() throws Exception {
        Agent agent = new Agent(AgentSpec.instructions("").withoutTts());
        AgentSession session = started(agent, script.models());

        session.sendText("hello");
        assertThat(events.next(SessionEvent.SpeechFinished.class))
                .returns("I hear you.", SessionEvent.SpeechFinished::heard)
                .returns(seconds(0), SessionEvent.SpeechFinished::played);
        agent.updateModels(models -> AgentModels.inherited());
        session.sendText("hello again");

        assertThat(events.next(SessionEvent.SpeechFinished.class).played()).isPositive();
        await(session.close());
    }

    @Test
    void shouldKeepTheFormatOfTheSessionsVoiceThoughTheFirstAgentHasNone() throws Exception {
        Models models = script.models();
        AgentSession session = started(new Agent(AgentSpec.instructions("").withoutTts()), models);

        assertThat(session.outputFormat()).isEqualTo(models.tts().format());
        await(session.close());
    }

    @Test
    void shouldHearTheCallersVoiceAndNoWordsWithoutARecogniser() throws Exception {
        AgentSession session = started(new Agent(AgentSpec.instructions("").withoutStt()), script.models());

        speakAndFallSilent(session);
        assertThat(events.next(SessionEvent.UserStateChanged.class).newState()).isEqualTo(UserState.SPEAKING);
        assertThat(events.next(SessionEvent.UserStateChanged.class).newState()).isEqualTo(UserState.LISTENING);
        assertThat(await(session.commitAudio())).isEmpty();
        await(session.waitForIdle());
        await(session.close());

        assertThat(session.history().messages()).isEmpty();
    }

    @ParameterizedTest // LiveKit Agents' on_interim_transcript: where nobody detects voices, words interrupt
    @ValueSource(booleans = {true, false})
    void shouldBeInterruptedByTheFirstWordsWhoeverSwitchesTheDetectorOff(boolean byAgent) throws Exception {
        Models heard = script.models().withStt(new StreamingRecogniser("hello"));
        script.modelAnswers("go", ScriptedReply.of("This goes on for quite a while, for all to hear it, and longer."));
        AgentSession session = byAgent
                ? started(new Agent(AgentSpec.instructions("").withoutVad()), heard)
                : started(new Agent(AgentSpec.instructions("")), heard.withVad(VoiceActivityDetector.none()));
        session.audioOut().runWith(Sink.ignore(), kit.system());

        session.sendText("go");
        do {
            // until it is heard
        } while (events.next(SessionEvent.AgentStateChanged.class).newState() != AgentState.SPEAKING);
        session.pushAudio(Hum.frame(AudioFormat.WIDEBAND, seconds(0.1)));

        assertThat(events.next(SessionEvent.AgentStateChanged.class).newState()).isEqualTo(AgentState.LISTENING);
        session.pushAudio(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND));
        assertThat(events.next(SessionEvent.SpeechFinished.class).interrupted()).isTrue();
        await(session.close());
    }

    @Test
    void shouldListenInASessionThatHasNoLanguageModelAtAll() throws Exception {
        AgentSession session =
                started(new Agent(AgentSpec.instructions("")), script.models().withLlm(LanguageModel.none()));

        speakAndFallSilent(session);
        assertThat(events.next(SessionEvent.UserTurnDropped.class))
                .returns("hello", SessionEvent.UserTurnDropped::transcript)
                .returns("unanswered", SessionEvent.UserTurnDropped::reason);
        assertThatThrownBy(() -> await(session.run("anybody?")))
                .hasMessageContaining("which has no language model (expected: one by AgentSpec.llm");
        await(session.close());

        assertThat(session.history().messages()).extracting(ChatMessage::text).containsExactly("hello", "anybody?");
    }

    @Test
    void shouldFailWhoeverAsksTheMissingModelItself() {
        assertThatThrownBy(() -> await(LanguageModel.none()
                        .chat(new dev.parley.llm.ChatRequest(
                                "s", dev.parley.chat.ChatContext.empty(), List.of(), dev.parley.llm.ToolChoice.AUTO))
                        .runWith(akka.stream.javadsl.Sink.ignore(), kit.system())))
                .hasRootCauseMessage(
                        "language model: none (expected: an agent that is not asked for answers, or a LanguageModel)");
        assertThat(Optional.of(LanguageModel.none().name())).contains("none");
    }
}
