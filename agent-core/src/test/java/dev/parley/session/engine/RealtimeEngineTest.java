package dev.parley.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.CommitOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session whose model hears and speaks itself: LiveKit Agents' realtime generations, as answers of the engine. */
class RealtimeEngineTest {
    private static final SessionOptions OPTIONS = SessionOptions.standard()
            .withUserAwayTimeout(Duration.ZERO)
            .withTurns(TurnOptions.standard()
                    .withInterruption(InterruptionOptions.standard().withAecWarmup(Duration.ZERO)));

    private static final ToolDefinition TOOL = new ToolDefinition(
            "get_time",
            "The time.",
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "object"));

    private SessionEngine engine = new SessionEngine("realtime", OPTIONS, Ears.MODEL_TAKES_TURNS);
    private SessionState state = SessionState.initial(new AgentProfile("agent", "Be brief.", List.of(TOOL)));
    private Instant now = Instant.EPOCH;
    private final List<Effect> effects = new ArrayList<>();

    private void ears(Ears ears, TurnDetection detection) {
        engine = new SessionEngine("realtime", OPTIONS.withTurns(OPTIONS.turns().withDetection(detection)), ears);
    }

    private void start() {
        feed(0, new Stimulus.Started());
        feed(0, new Stimulus.AgentEntered("agent"));
        effects.clear();
    }

    private void feed(double seconds, Stimulus stimulus) {
        now = Instant.EPOCH.plusMillis((long) (seconds * 1000));
        Step step = engine.on(state, now, stimulus);
        state = step.state();
        effects.addAll(step.effects());
    }

    private <E extends Effect> List<E> effects(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <E extends SessionEvent> List<E> events(Class<E> type) {
        return effects(Effect.Emit.class).stream()
                .map(Effect.Emit::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<String> said() {
        return state.chat().messages().stream()
                .map(message -> message.role() + ":" + message.text() + (message.interrupted() ? "…" : ""))
                .toList();
    }

    private void modelAnswers(int second) {
        feed(second, new Stimulus.SpeechStarted(Instant.ofEpochSecond(second)));
        feed(second + 1, new Stimulus.SpeechEnded(Instant.ofEpochSecond(second + 1)));
        feed(second + 1.2, new Stimulus.GenerationStarted("model_1"));
        feed(second + 1.3, new Stimulus.AnswerStarted("model_1"));
        feed(second + 1.3, new Stimulus.MessageStarted("model_1", "item_a"));
    }

    /** The model hears a turn and begins to answer it aloud. */
    private Utterance modelAnswers() {
        modelAnswers(1);
        Utterance utterance = effects(Effect.Play.class).get(0).utterance();
        feed(2.4, new Stimulus.PlaybackStarted(utterance));
        return utterance;
    }

    @Test
    void shouldPlayWhatTheModelSaysByItselfAndKeepWhatWasHeardUnderTheModelsId() {
        start();
        Utterance utterance = modelAnswers();

        assertThat(effects(Effect.Play.class)).containsExactly(new Effect.Play(utterance, "item_a"));
        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(state.agentState()).isEqualTo(AgentState.SPEAKING);

        feed(2.5, new Stimulus.TurnTranscribed("item_u", "Hello?", Instant.ofEpochSecond(2)));
        feed(3, new Stimulus.AnswerEnded("model_1"));
        feed(5, new Stimulus.PlaybackFinished(utterance, "Hi, I'm here.", Duration.ofMillis(2600), false));

        assertThat(effects(Effect.EndUtterance.class)).hasSize(1);
        assertThat(said()).containsExactly("USER:Hello?", "ASSISTANT:Hi, I'm here.");
        assertThat(state.chat().items()).extracting(ChatItem::id).containsExactly("parley_item_1", "item_u", "item_a");
        assertThat(effects(Effect.TakeBack.class)).isEmpty();
        assertThat(events(SessionEvent.MetricsCollected.class))
                .singleElement()
                .satisfies(metrics -> assertThat(metrics.metrics().toString()).contains("PT0.4S"));
    }

    private void listenOnly() {
        Agent listener = new Agent(AgentSpec.instructions("").id("agent").withoutLlm());
        state = SessionState.initial(
                AgentProfile.of("agent", listener, SessionTools.NONE, Abilities.ofRealtime(listener)));
        start();
    }

    @Test
    void shouldCancelWhatTheModelSaysByItselfForAnAgentThatListens() {
        listenOnly();
        feed(1, new Stimulus.SpeechStarted(Instant.ofEpochSecond(1)));
        feed(2, new Stimulus.SpeechEnded(Instant.ofEpochSecond(2)));
        feed(2.2, new Stimulus.GenerationStarted("model_1"));
        feed(2.3, new Stimulus.MessageStarted("model_1", "item_a"));
        feed(2.5, new Stimulus.TurnTranscribed("item_u", "Hello?", Instant.ofEpochSecond(2)));

        assertThat(effects(Effect.CancelAnswer.class)).containsExactly(new Effect.CancelAnswer("model_1"));
        assertThat(effects(Effect.Play.class)).isEmpty();
        assertThat(said()).containsExactly("USER:Hello?");
        assertThat(events(SessionEvent.ErrorOccurred.class)).isEmpty();
    }

    @Test
    void shouldAskForNoAnswerToWhatAnAgentOnlyListensTo() {
        ears(Ears.MODEL, TurnDetection.VAD);
        listenOnly();
        feed(1, new Stimulus.SpeechStarted(Instant.ofEpochSecond(1)));
        feed(2.5, new Stimulus.SpeechEnded(Instant.ofEpochSecond(2)));

        assertThat(effects(Effect.FlushHearing.class))
                .as("the model hears the turn")
                .hasSize(1);
        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(state.agentState()).isEqualTo(AgentState.LISTENING);
    }

    @Test
    void shouldPutTheCallersWordsBeforeTheAnswerThoughTheyComeAfterIt() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.AnswerEnded("model_1"));
        feed(4, new Stimulus.PlaybackFinished(utterance, "Hi.", Duration.ofSeconds(1), false));
        feed(6, new Stimulus.TurnTranscribed("item_u", "Hello?", Instant.ofEpochSecond(2)));

        assertThat(said()).containsExactly("USER:Hello?", "ASSISTANT:Hi.");
    }

    @Test
    void shouldCutTheAnswerAndTakeBackWhatWasNotHeardWhenTheCallerSpeaks() {
        start();
        Utterance utterance = modelAnswers();
        feed(3.4, new Stimulus.SpeechStarted(Instant.ofEpochMilli(3400)));

        assertThat(effects(Effect.StopSpeaking.class)).containsExactly(new Effect.StopSpeaking(utterance));
        assertThat(effects(Effect.CancelAnswer.class)).containsExactly(new Effect.CancelAnswer("model_1"));
        assertThat(events(SessionEvent.PlaybackCleared.class)).hasSize(1);

        feed(3.4, new Stimulus.PlaybackFinished(utterance, "Hi, I'm", Duration.ofSeconds(1), true));

        assertThat(effects(Effect.TakeBack.class))
                .containsExactly(new Effect.TakeBack("model_1", Duration.ofSeconds(1)));
        assertThat(said()).containsExactly("ASSISTANT:Hi, I'm…");
    }

    @Test
    void shouldCutAnAnswerThatIsMadeAndNotPlayedToItsEnd() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.AnswerEnded("model_1"));
        feed(3.4, new Stimulus.SpeechStarted(Instant.ofEpochMilli(3400)));
        feed(3.4, new Stimulus.PlaybackFinished(utterance, "Hi", Duration.ofSeconds(1), true));

        assertThat(effects(Effect.CancelAnswer.class)).isEmpty();
        assertThat(effects(Effect.TakeBack.class)).hasSize(1);
    }

    @Test
    void shouldRunToolsAndAskForOneAnswerToAllOfThem() {
        start();
        feed(1, new Stimulus.GenerationStarted("model_1"));
        feed(1.1, new Stimulus.ToolRequested("model_1", "call_1", "get_time", "{}"));
        feed(1.1, new Stimulus.ToolRequested("model_1", "call_2", "get_time", "{}"));
        feed(1.2, new Stimulus.AnswerEnded("model_1"));

        assertThat(effects(Effect.RunTool.class)).hasSize(2);

        feed(2, new Stimulus.ToolFinished("call_1", new ToolOutcome.Succeeded("noon")));
        assertThat(effects(Effect.Generate.class)).isEmpty();
        feed(3, new Stimulus.ToolFinished("call_2", new ToolOutcome.Succeeded("one")));

        assertThat(effects(Effect.Generate.class)).hasSize(1);
        List<String> outputs = events(SessionEvent.ConversationItemAdded.class).stream()
                .map(SessionEvent.ConversationItemAdded::item)
                .filter(FunctionCallOutput.class::isInstance)
                .map(item -> ((FunctionCallOutput) item).callId())
                .toList();
        assertThat(outputs).containsExactly("call_1", "call_2");
        int asked = effects.indexOf(effects(Effect.Generate.class).get(0));
        assertThat(effects.subList(0, asked))
                .anyMatch(effect -> effect instanceof Effect.Emit emit
                        && emit.event() instanceof SessionEvent.ConversationItemAdded);
    }

    @Test
    void shouldGoOnAfterAConnectionThatBrokeInTheMiddleOfAnAnswer() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.AnswerCutOff("model_1"));

        assertThat(effects(Effect.Generate.class)).isEmpty();

        feed(4, new Stimulus.PlaybackFinished(utterance, "The first half", Duration.ofMillis(1600), false));

        assertThat(said()).containsExactly("ASSISTANT:The first half");
        assertThat(effects(Effect.Generate.class)).singleElement().satisfies(generate -> {
            List<ChatItem> items = generate.context().items();
            assertThat(((ChatMessage) items.get(items.size() - 1)).text()).contains("Go on where your last words stop");
        });
    }

    @Test
    void shouldAskAgainForAnAnswerOfWhichNothingHadCome() {
        start();
        feed(1, new Stimulus.GenerationStarted("model_1"));
        feed(2, new Stimulus.AnswerCutOff("model_1"));

        assertThat(effects(Effect.Generate.class))
                .singleElement()
                .satisfies(generate -> assertThat(generate.context().items()).hasSize(1));
    }

    @Test
    void shouldNotGoOnWithAnAnswerThatTheCallerHasInterrupted() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.SpeechStarted(Instant.ofEpochSecond(3)));
        feed(3, new Stimulus.PlaybackFinished(utterance, "The", Duration.ofMillis(600), true));
        feed(3.1, new Stimulus.AnswerCutOff("model_1"));

        assertThat(effects(Effect.Generate.class)).isEmpty();
    }

    @Test
    void shouldTakeBackAnAnswerThatWaitsWhenEverythingIsCut() {
        start();
        modelAnswers();
        feed(3, new Stimulus.GenerationStarted("model_2"));
        feed(3.1, new Stimulus.MessageStarted("model_2", "item_b"));
        feed(3.2, new Stimulus.InterruptAsked(1, true));

        assertThat(effects(Effect.TakeBack.class)).contains(new Effect.TakeBack("model_2", Duration.ZERO));
    }

    @Test
    void shouldAnswerATurnThatTheSessionFoundAndTheModelHeard() {
        ears(Ears.MODEL, TurnDetection.VAD);
        start();
        feed(1, new Stimulus.SpeechStarted(Instant.ofEpochSecond(1)));
        feed(2.5, new Stimulus.SpeechEnded(Instant.ofEpochSecond(2)));

        assertThat(effects(Effect.FlushHearing.class)).hasSize(1);
        assertThat(effects(Effect.Generate.class)).hasSize(1);

        feed(2.6, new Stimulus.HearingFlushed());
        feed(3, new Stimulus.TurnTranscribed("item_u", "Hello?", Instant.ofEpochMilli(2500)));

        assertThat(effects(Effect.Generate.class)).hasSize(1);
        assertThat(said()).containsExactly("USER:Hello?");
    }

    @Test
    void shouldNotAnswerSilence() {
        ears(Ears.MODEL, TurnDetection.VAD);
        start();
        feed(5, new Stimulus.TimerFired(Timer.END_OF_TURN));

        assertThat(effects(Effect.Generate.class)).isEmpty();
    }

    @Test
    void shouldAnswerAPushedTurnOnceTheModelHasIt() {
        ears(Ears.MODEL, TurnDetection.MANUAL);
        start();
        feed(1, new Stimulus.CommitAsked(7));

        assertThat(effects(Effect.FlushHearing.class)).hasSize(1);
        assertThat(effects(Effect.Generate.class)).isEmpty();

        feed(1.1, new Stimulus.HearingFlushed());

        assertThat(effects(Effect.Generate.class)).hasSize(1);
        assertThat(effects(Effect.Answered.class)).containsExactly(new Effect.Answered(7, "", ""));
    }

    /** LiveKit Agents' {@code skip_reply}: the model has the turn, and is not asked to answer it. */
    @Test
    void shouldNotAnswerAPushedTurnThatIsOnlyToBeKept() {
        ears(Ears.MODEL, TurnDetection.MANUAL);
        start();
        feed(1, new Stimulus.CommitAsked(7, CommitOptions.standard().withoutReply()));
        feed(1.1, new Stimulus.HearingFlushed());
        feed(1.5, new Stimulus.TurnTranscribed("item_u", "Hello?", Instant.ofEpochSecond(1)));

        assertThat(effects(Effect.FlushHearing.class)).hasSize(1);
        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(effects(Effect.Answered.class)).containsExactly(new Effect.Answered(7, "", ""));
        assertThat(events(SessionEvent.UserInputTranscribed.class))
                .singleElement()
                .satisfies(heard -> assertThat(heard.itemId()).contains("item_u"));
    }

    @Test
    void shouldAnswerNothingWhenAPushedTurnWasEmpty() {
        ears(Ears.MODEL, TurnDetection.MANUAL);
        start();
        feed(1, new Stimulus.CommitAsked(7));
        feed(6, new Stimulus.TimerFired(Timer.COMMIT));

        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(effects(Effect.Answered.class)).containsExactly(new Effect.Answered(7, "", ""));
    }

    @Test
    void shouldTellOfTroubleWithoutCountingIt() {
        start();
        for (int i = 0; i < 10; i++) {
            feed(i, new Stimulus.Troubled("realtime", "network: gone"));
        }

        assertThat(events(SessionEvent.ErrorOccurred.class)).hasSize(10);
        assertThat(state.phase()).isEqualTo(SessionState.Phase.RUNNING);
    }

    private List<String> droppedFor() {
        return events(SessionEvent.UserTurnDropped.class).stream()
                .map(SessionEvent.UserTurnDropped::reason)
                .toList();
    }

    @Test
    void shouldCancelWhatTheModelSaysByItselfOnceTheSessionIsDrained() {
        start();
        feed(1, new Stimulus.DrainAsked(7));
        modelAnswers(2);

        assertThat(effects(Effect.CancelAnswer.class)).containsExactly(new Effect.CancelAnswer("model_1"));
        assertThat(effects(Effect.Play.class)).isEmpty();
        assertThat(state.phase()).isEqualTo(SessionState.Phase.RUNNING);
    }

    @Test
    void shouldSayToItsEndWhatTheModelBeganBeforeTheDrain() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.DrainAsked(7));
        feed(3.1, new Stimulus.AnswerEnded("model_1"));
        assertThat(effects(Effect.Answered.class)).isEmpty();
        feed(5, new Stimulus.PlaybackFinished(utterance, "Hi.", Duration.ofMillis(2600), false));

        assertThat(effects(Effect.CancelAnswer.class)).isEmpty();
        assertThat(effects(Effect.Answered.class)).containsExactly(new Effect.Answered(7, "", ""));
    }

    @Test
    void shouldNotAnswerAPushedTurnOnceTheSessionIsDrained() {
        ears(Ears.MODEL, TurnDetection.MANUAL);
        start();
        feed(1, new Stimulus.DrainAsked(7));
        feed(2, new Stimulus.CommitAsked(8));
        feed(2.1, new Stimulus.HearingFlushed());

        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(effects(Effect.Answered.class)).contains(new Effect.Answered(8, "", ""));
        assertThat(droppedFor()).containsExactly("drained");
    }

    @Test
    void shouldHaveTheModelTakeATurnThatItWillNotAnswerSinceTheSessionIsDrained() {
        ears(Ears.MODEL, TurnDetection.VAD);
        start();
        feed(1, new Stimulus.DrainAsked(7));
        feed(2, new Stimulus.SpeechStarted(Instant.ofEpochSecond(2)));
        feed(3.5, new Stimulus.SpeechEnded(Instant.ofEpochSecond(3)));

        assertThat(effects(Effect.FlushHearing.class)).hasSize(1);
        assertThat(effects(Effect.Generate.class)).isEmpty();
        assertThat(droppedFor()).containsExactly("drained");
    }

    @Test
    void shouldEndWhileTheModelSpeaks() {
        start();
        Utterance utterance = modelAnswers();
        feed(3, new Stimulus.CloseAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        feed(3, new Stimulus.PlaybackFinished(utterance, "Hi", Duration.ofMillis(600), true));
        feed(3.1, new Stimulus.AgentExited("agent"));

        assertThat(state.phase()).isEqualTo(SessionState.Phase.CLOSED);
        assertThat(effects(Effect.TakeBack.class)).hasSize(1);
    }
}
