package dev.parley.session.internal;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.agent.AgentTask;
import dev.parley.agent.ToolMocking;
import dev.parley.agent.ToolMocks;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.background.SoundSlot;
import dev.parley.chat.ChatContext;
import dev.parley.chat.Modality;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
import dev.parley.session.CallerLine;
import dev.parley.session.CloseReason;
import dev.parley.session.CommitOptions;
import dev.parley.session.ReplyOptions;
import dev.parley.session.RunResult;
import dev.parley.session.SessionAgent;
import dev.parley.session.SessionClosedException;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionInput;
import dev.parley.session.SessionOptions;
import dev.parley.session.SessionOutput;
import dev.parley.session.SpeechHandle;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.session.engine.SessionTools;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.speech.MediaClock;
import dev.parley.speech.Mixer;
import dev.parley.tool.ToolHandler;
import dev.parley.turn.TurnOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** A session as its host holds it. Thread-safe; passes everything on to the session's actor. */
public final class SessionHandle implements AgentSession, AgentSlot, SoundSlot, ToolMocking {
    private final String id;
    private final ActorRef<Command> actor;
    private final Agents agents;
    private final SharedParts shared;
    private final UserData userData;
    private final Agent first;
    private final ChangingOptions options;
    private final CompletableFuture<Done> entered = new CompletableFuture<>();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    /**
     * Makes a session and its actor.
     *
     * @param models for what the agent does not bring itself
     * @param tools what is offered whoever talks
     */
    public static SessionHandle create(
            Home home,
            String id,
            Agent agent,
            ModelChoice models,
            SessionTools tools,
            Optional<Object> userData,
            SessionOptions options,
            MediaClock mediaClock) {
        return new SessionHandle(home, id, agent, models, tools, userData, options, mediaClock);
    }

    private SessionHandle(
            Home home,
            String id,
            Agent agent,
            ModelChoice models,
            SessionTools tools,
            Optional<Object> userData,
            SessionOptions options,
            MediaClock mediaClock) {
        this.id = id;
        this.first = agent;
        this.userData = new UserData(id, userData);
        SessionAssembly.Running running =
                new SessionAssembly(home, id, agent, models, tools, options, mediaClock).start(this);
        this.shared = running.shared();
        this.agents = shared.agents();
        this.actor = running.actor();
        this.options = new ChangingOptions(options, shared, running.ears(), this::tell);
        shared.events().whenClosed().thenAccept(this::onClosed);
        on(SessionEvent.SessionStarted.class, started -> entered.complete(Done.getInstance()));
    }

    private void onClosed(CloseReason reason) {
        entered.completeExceptionally(
                new IllegalStateException("session " + id + ": ended before it started: " + reason.detail()));
        ended.complete(Done.getInstance());
    }

    private void tell(Stimulus stimulus) {
        actor.tell(new SessionActor.Happened(stimulus));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Done> start() {
        if (shared.events().isClosed()) {
            return CompletableFuture.failedStage(new SessionClosedException(id));
        }
        tell(new Stimulus.Started());
        return entered.minimalCompletionStage();
    }

    @Override
    public Sink<AudioFrame, NotUsed> audioIn() {
        return shared.hearing().sink();
    }

    @Override
    public void pushAudio(AudioFrame frame) {
        shared.hearing().accept(frame);
    }

    @Override
    public Source<AudioFrame, NotUsed> audioOut() {
        return shared.playout().source();
    }

    @Override
    public Subscription playTo(Consumer<? super AudioFrame> player) {
        return shared.playout().playTo(player)::run;
    }

    @Override
    public SessionInput input() {
        return shared.hearing().gate();
    }

    @Override
    public SessionOutput output() {
        return shared.output();
    }

    @Override
    public AudioFormat inputFormat() {
        return shared.hearing().format();
    }

    @Override
    public AudioFormat outputFormat() {
        return shared.playout().format();
    }

    @Override
    public void sendText(String text) {
        tell(new Stimulus.TextTyped(text));
    }

    @Override
    public CompletionStage<String> commitAudio(CommitOptions options) {
        return ask(askId -> new Stimulus.CommitAsked(askId, options));
    }

    @Override
    public void resetAwayTimer() {
        tell(new Stimulus.SignOfLife());
    }

    @Override
    public void callerLinked(CallerLine line) {
        tell(new Stimulus.CallerLinked(line));
    }

    @Override
    public void clearAudio() {
        shared.hearing().clear(); // at once: what comes from now on is not meant
        tell(new Stimulus.ClearAsked());
    }

    @Override
    public void cancelResponse() {
        tell(new Stimulus.CancelAsked());
    }

    @Override
    public CompletionStage<Done> interrupt() {
        return ask(askId -> new Stimulus.InterruptAsked(askId, false)).thenApply(text -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> forceInterrupt() {
        return ask(askId -> new Stimulus.InterruptAsked(askId, true)).thenApply(text -> Done.getInstance());
    }

    @Override
    public SpeechHandle say(String text, SpeechOptions options) {
        SpeechHandle handle = newSpeech();
        tell(new Stimulus.SayAsked(handle.id(), text, options));
        return handle;
    }

    @Override
    public SpeechHandle say(Source<String, ?> text, SpeechOptions options) {
        SpeechHandle handle = newSpeech();
        shared.speeches().giveText(handle.id(), text);
        tell(new Stimulus.SayReadAsked(handle.id(), options));
        return handle;
    }

    @Override
    public SpeechHandle say(String text, Source<AudioFrame, ?> audio, SpeechOptions options) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "say: blank text (expected: what the audio says; a sound without words is"
                            + " BackgroundAudioPlayer's)");
        }
        SpeechHandle handle = newSpeech();
        shared.speeches().giveAudio(handle.id(), audio);
        tell(new Stimulus.SayAsked(handle.id(), text, options));
        return handle;
    }

    @Override
    public SpeechHandle generateReply(ReplyOptions options) {
        SpeechHandle handle = newSpeech();
        tell(new Stimulus.ReplyAsked(handle.id(), options));
        return handle;
    }

    private SpeechHandle newSpeech() {
        SpeechHandle handle = shared.speeches().create(new SpeechControl());
        if (shared.events().isClosed()) {
            shared.speeches().endAll();
        }
        return handle;
    }

    @Override
    public Optional<SpeechHandle> currentSpeech() {
        return shared.state()
                .get()
                .currentSpeech()
                .flatMap(id -> shared.speeches().find(id, new SpeechControl()));
    }

    private CompletionStage<String> ask(LongFunction<Stimulus> question) {
        if (shared.events().isClosed()) {
            return CompletableFuture.failedStage(new SessionClosedException(id));
        }
        CompletionStage<String> answer = shared.asks().ask(askId -> tell(question.apply(askId)));
        if (shared.events().isClosed()) {
            shared.asks().failAll(new SessionClosedException(id));
        }
        return answer;
    }

    // --- agents

    @Override
    public <T> CompletionStage<RunResult<T>> run(String userInput, Modality inputModality, Class<T> outputType) {
        if (userInput.isBlank()) {
            throw new IllegalArgumentException("run: blank input (expected: what the caller types)");
        }
        CompletionStage<RunResult<T>> result = shared.runs().open(userInput, inputModality, outputType);
        actor.tell(new SessionActor.RunOpened());
        if (shared.events().isClosed()) {
            shared.runs().close(new CloseReason(CloseReason.Kind.ERROR, "it is closed"));
        }
        return result;
    }

    @Override
    public void mockTools(Class<? extends Agent> agentClass, Map<String, ? extends ToolHandler<JsonNode>> mocks) {
        if (agentClass.isInstance(first)) {
            ToolMocks.requireTools(first, mocks.keySet());
        }
        shared.mocks().set(agentClass, mocks);
    }

    @Override
    public void updateAgent(SessionAgent agent) {
        if (!(agent instanceof Agent next)) {
            throw new IllegalArgumentException("agent " + agent.id() + ": "
                    + agent.getClass().getName() + " (expected: a dev.parley.agent.Agent)");
        }
        if (!shared.events().isClosed()) {
            tell(new Stimulus.HandOffAsked(agents.register(next, this)));
        }
    }

    @Override
    public Mixer mixer() {
        return shared.playout().mixer();
    }

    @Override
    public String agentId() {
        return shared.state().get().profile().agentId();
    }

    @Override
    public <A extends SessionAgent> A currentAgent(Class<A> type) {
        Agent agent = Optional.of(shared.state().get().profile().key())
                .filter(key -> !shared.events().isClosed()) // the agents leave a moment after the end was told
                .flatMap(agents::find)
                .orElseThrow(() -> new IllegalStateException("session " + id + ": nobody talks any more"));
        if (!type.isInstance(agent)) {
            throw new IllegalStateException("agent " + agent.id() + ": "
                    + agent.getClass().getName() + " (expected: a " + type.getName() + ")");
        }
        return type.cast(agent);
    }

    @Override
    public void reloadAgent(Agent agent) {
        if (!shared.events().isClosed()) {
            agent.join(this);
            actor.tell(new SessionActor.AgentSwapped(agent));
        }
    }

    @Override
    public void changed(Agent agent) {
        agents.keysOf(agent).forEach(key -> tell(new Stimulus.AgentChanged(agents.profileOf(key, agent))));
    }

    @Override
    public void replaceContext(Agent agent, ChatContext context) {
        agents.keysOf(agent).forEach(key -> tell(new Stimulus.ContextReplaced(key, context)));
    }

    @Override
    public Optional<ChatContext> contextOf(Agent agent) {
        return agents.keysOf(agent).stream()
                .flatMap(key -> shared.state().get().contextOf(key).stream())
                .findFirst();
    }

    @Override
    public void enter(AgentTask<?> task, Optional<String> callId) {
        if (shared.events().isClosed()) {
            task.settle("the session has ended");
        } else {
            tell(new Stimulus.TaskAsked(agents.register(task, this), callId));
        }
    }

    @Override
    public void completed(AgentTask<?> task) {
        task.value().ifPresent(shared.runs()::output);
        agents.keysOf(task).forEach(key -> tell(new Stimulus.TaskCompleted(key)));
    }

    // --- what is known

    @Override
    public ChatContext history() {
        return shared.state().get().chat();
    }

    @Override
    public SessionUsage usage() {
        return shared.state().get().usage();
    }

    @Override
    public SessionOptions options() {
        return options.now();
    }

    @Override
    public void updateTurns(TurnOptions turns) {
        options.takeTurnsBy(turns);
    }

    @Override
    public void updateKeyterms(List<String> keyterms) {
        options.listenFor(keyterms);
    }

    @Override
    public CompletionStage<Done> waitForIdle() {
        return ask(Stimulus.IdleAwaited::new).thenApply(text -> Done.getInstance());
    }

    @Override
    public UserState userState() {
        return shared.state().get().userState();
    }

    @Override
    public AgentState agentState() {
        return shared.state().get().agentState();
    }

    @Override
    public <T> T userData(Class<T> type) {
        return userData.as(type);
    }

    @Override
    public <T> T updateUserData(Class<T> type, UnaryOperator<T> change) {
        T value = userData.update(type, change);
        tell(new Stimulus.UserDataChanged(value));
        return value;
    }

    @Override
    public <E extends SessionEvent> Subscription on(Class<E> type, Consumer<? super E> callback) {
        return shared.events().on(type, callback);
    }

    @Override
    public Source<SessionEvent, NotUsed> events() {
        return shared.events().source();
    }

    @Override
    public CompletionStage<Done> close(CloseReason reason) {
        tell(new Stimulus.CloseAsked(reason));
        return ended.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Done> drain() {
        return ask(Stimulus.DrainAsked::new).thenApply(text -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> shutdown() {
        tell(new Stimulus.ShutdownAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        return ended.minimalCompletionStage();
    }

    @Override
    public CompletionStage<CloseReason> whenClosed() {
        return shared.events().whenClosed();
    }

    @Override
    public long droppedFrames() {
        return shared.playout().droppedFrames().sum();
    }

    /** What a speech's holder asks for. */
    private final class SpeechControl implements Speeches.Control {

        @Override
        public CompletionStage<Done> interrupt(String speechId) {
            return ask(askId -> new Stimulus.SpeechInterruptAsked(askId, speechId))
                    .thenApply(text -> Done.getInstance());
        }

        @Override
        public CompletionStage<Done> disallowInterruptions(String speechId) {
            return ask(askId -> new Stimulus.InterruptionsDisallowed(askId, speechId))
                    .thenApply(text -> Done.getInstance());
        }
    }
}
