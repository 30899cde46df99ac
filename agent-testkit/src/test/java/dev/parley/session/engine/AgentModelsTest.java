package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.log;
import static dev.parley.session.engine.Agents.replayed;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.texts;
import static dev.parley.session.engine.Agents.times;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentModels;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentState;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Agents.Host;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that an agent switches off for itself: LiveKit Agents' {@code Agent(stt=None)}, {@code llm=None}, {@code tts=None}. */
class AgentModelsTest {
    private static final String QUESTION = "Hello, how are you?";
    private static final String ANSWER = "I'm doing well, thank you!";

    /** The caller asks twice; whoever has a model answers. */
    private static CallScript asked(Agent agent) {
        return CallScript.create()
                .agent(agent)
                .userSpeaks(seconds(0.5), seconds(2.5), QUESTION)
                .userSpeaks(seconds(20), seconds(22), QUESTION)
                .modelAnswers(QUESTION, ScriptedReply.of(ANSWER))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(2)));
    }

    @Test
    void shouldListenInSilenceWithoutALanguageModel() {
        CallRecording call = asked(new Agent(spec("listener").withoutLlm())).run();

        assertThat(requests(call)).isEmpty();
        assertThat(call.playbacks()).isEmpty();
        assertThat(texts(call.chat())).containsExactly(QUESTION, QUESTION);
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::reason)
                .containsExactly("unanswered", "unanswered");
        assertThat(call.events(SessionEvent.AgentStateChanged.class))
                .extracting(SessionEvent.AgentStateChanged::newState)
                .doesNotContain(AgentState.THINKING, AgentState.SPEAKING);
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertThat(replayed(call)).isEqualTo(call.state().conversation());
    }

    @Test
    void shouldSayThatNobodyAnswersWhenAListenerIsAskedForAReply() {
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("listener").withoutLlm()))
                .hostAsksForReply(seconds(1), "asked", ReplyOptions.standard())
                .hostSays(seconds(1), "said", ANSWER, SpeechOptions.interruptible())
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(2)))
                .run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.source()).isEqualTo("llm");
                    assertThat(error.message())
                            .isEqualTo("reply: asked of agent listener, which has no language model (expected: one by"
                                    + " AgentSpec.llm or of the session; AgentSession.say needs none)");
                });
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .extracting(SessionEvent.SpeechFinished::speechId, SessionEvent.SpeechFinished::heard)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("asked", ""),
                        org.assertj.core.groups.Tuple.tuple("said", ANSWER));
        assertThat(call.state().isRunning()).isTrue();
    }

    @Test
    void shouldNotEndTheSessionHoweverOftenAListenerIsAsked() {
        CallScript script = CallScript.create().agent(new Agent(spec("listener").withoutLlm()));
        for (int i = 0; i < 10; i++) {
            script.hostAsksForReply(seconds(1 + i), "asked" + i, ReplyOptions.standard());
        }
        CallRecording call = script.run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(10);
        assertThat(call.state().isRunning()).isTrue();
    }

    @Test
    void shouldAnswerOnceAnotherAgentHasTakenOver() {
        CallRecording call = asked(new Agent(spec("listener").withoutLlm()))
                .hostUpdatesAgent(seconds(10), new Host(spec("talker"), log(), ""))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly(ANSWER);
        assertThat(texts(call.chat())).containsExactly(QUESTION, QUESTION, ANSWER);
    }

    @Test
    void shouldWriteWithoutAVoice() {
        CallRecording call = asked(new Agent(spec("writer").withoutTts())).run();

        assertThat(call.playbacks()).isEmpty();
        assertThat(texts(call.chat())).containsExactly(QUESTION, ANSWER, QUESTION, ANSWER);
        assertThat(call.events(SessionEvent.AgentTranscript.class))
                .extracting(SessionEvent.AgentTranscript::delta)
                .containsExactly(ANSWER, ANSWER);
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
    }

    @Test
    void shouldStopForTheCallerWithoutUnderstandingIt() {
        Agent deaf = new Host(spec("deaf").withoutStt(), log(), ANSWER);
        CallRecording call = CallScript.create()
                .agent(deaf)
                .options(options -> options.withTranscriptionTimeout(seconds(1)))
                .userSpeaks(seconds(0.5), seconds(2.5), QUESTION)
                .modelAnswers(QUESTION, ScriptedReply.of(ANSWER))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(5)))
                .run();

        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertThat(playback.interrupted()).isTrue();
            assertClose(playback.ended(), 1.0);
        });
        assertThat(requests(call)).isEmpty();
        assertThat(call.events(SessionEvent.UserInputTranscribed.class)).isEmpty();
        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .as("nobody was to understand it")
                .isEmpty();
    }

    @Test
    void shouldTakeTurnsByTranscriptsWithoutADetector() {
        CallRecording call = asked(new Agent(spec("reader").withoutVad()))
                .transcriptDelay(seconds(0.2))
                .run();

        assertThat(call.events(SessionEvent.UserStateChanged.class)).isEmpty();
        assertThat(texts(call.chat())).containsExactly(QUESTION, ANSWER, QUESTION, ANSWER);
    }

    @Test
    void shouldKeepSilentBetweenItsOwnSpeechesForAsLongAsTheAgentSays() {
        CallRecording call = CallScript.create()
                .agent(new Agent(spec("calm").minConsecutiveSpeechDelay(seconds(1.5))))
                .hostSays(seconds(1), "one", "One.", SpeechOptions.interruptible())
                .hostSays(seconds(1), "two", "Two.", SpeechOptions.interruptible())
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(1)))
                .voiceSpeaks("Two.", ScriptedVoice.of(seconds(1)))
                .run();

        assertClose(call.playbacks().get(0).ended(), 2.2);
        assertClose(call.playbacks().get(1).started(), 2.2 + 1.5 + 0.2);
    }

    @Test
    void shouldListenAgainWithTheModelThatItIsGivenMeanwhile() {
        Agent agent = new Agent(spec("changing"));
        CallRecording call = asked(agent)
                .hostDoes(seconds(0.1), session -> agent.updateModels(AgentModels::withoutLlm))
                .hostDoes(seconds(10), session -> agent.updateModels(models -> AgentModels.inherited()))
                .run();

        assertThat(requests(call)).hasSize(1);
        assertThat(texts(call.chat())).containsExactly(QUESTION, QUESTION, ANSWER);
        assertThat(times(call, Effect.SeatAgent.class)).containsExactly(seconds(0.1), seconds(10));
    }

    @Test
    void shouldFinishTheReplyOfAModelThatIsSwitchedOffMeanwhile() {
        Agent agent = new Agent(spec("changing"));
        CallRecording call = asked(agent)
                .hostDoes(seconds(4), session -> agent.updateModels(AgentModels::withoutLlm))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly(ANSWER);
        assertThat(texts(call.chat())).containsExactly(QUESTION, ANSWER, QUESTION);
    }

    @Test
    void shouldRefuseANegativeDelay() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> AgentSpec.instructions("").minConsecutiveSpeechDelay(seconds(-1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("min-consecutive-speech-delay: PT-1S (expected: zero or more, such as 500 ms)");
    }

    @Test
    void shouldHaveAbilitiesByItsModelsAndItsNodes() {
        Agent writes = new Agent(spec("writes").withoutLlm()) {
            @Override
            public akka.stream.javadsl.Source<dev.parley.llm.ChatChunk, akka.NotUsed> llmNode(
                    dev.parley.llm.ChatRequest request, dev.parley.agent.Nodes defaults) {
                return akka.stream.javadsl.Source.empty();
            }
        };

        assertThat(List.of(
                        Abilities.of(new Agent(spec("all"))).answers(),
                        Abilities.of(writes).answers(),
                        Abilities.of(new Agent(spec("none").withoutLlm())).answers(),
                        Abilities.ofRealtime(new Agent(spec("none").withoutLlm()))
                                .answers()))
                .containsExactly(true, true, false, false);
    }
}
