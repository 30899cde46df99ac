package dev.parley.testkit;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSlot;
import dev.parley.agent.AgentTask;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
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
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionInput;
import dev.parley.session.SessionOptions;
import dev.parley.session.SessionOutput;
import dev.parley.session.SpeechHandle;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Stimulus;
import dev.parley.turn.TurnOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** What the agents of a scripted call hold of their session. It has no audio: the script says who is heard when. */
final class ScriptedSession implements AgentSession, AgentSlot {
    private final ScriptedCall call;
    private final AtomicLong ids = new AtomicLong(1_000_000);
    private final Map<String, Agent> agents = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<String>> asks = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<SpeechHandle.Outcome>> speeches = new ConcurrentHashMap<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private Optional<Object> userData = Optional.empty();
    private volatile Optional<TurnOptions> turns = Optional.empty();
    private volatile Optional<List<String>> keyterms = Optional.empty();
    private int entries;

    ScriptedSession(ScriptedCall call) {
        this.call = call;
    }

    // --- what the call tells

    AgentProfile register(Agent agent) {
        agent.join(this);
        String key = agent.id() + "#" + ++entries;
        AgentProfile profile = AgentProfile.of(key, agent);
        agents.put(key, agent);
        return profile;
    }

    Agent agent(String key) {
        return java.util.Objects.requireNonNull(agents.get(key), key);
    }

    AgentProfile profileOf(String key) {
        return AgentProfile.of(key, agent(key));
    }

    void left(String key, ChatContext context, String cutOff) {
        Agent agent = agents.remove(key);
        if (agent == null) {
            return;
        }
        if (!agents.containsValue(agent)) {
            agent.leave(context);
        }
        if (agent instanceof AgentTask<?> task) {
            task.settle(cutOff);
        }
    }

    void answered(long askId, String refusal) {
        CompletableFuture<String> waiting = asks.remove(askId);
        if (waiting != null && refusal.isEmpty()) {
            waiting.complete("");
        } else if (waiting != null) {
            waiting.completeExceptionally(new IllegalStateException(refusal));
        }
    }

    void happened(SessionEvent event) {
        if (event instanceof SessionEvent.SpeechFinished over) {
            CompletableFuture<SpeechHandle.Outcome> waiting = speeches.remove(over.speechId());
            if (waiting != null) {
                waiting.complete(new SpeechHandle.Outcome(over.heard(), over.interrupted()));
            }
        } else if (event instanceof SessionEvent.SessionClosed end) {
            closed.complete(end.reason());
        }
    }

    CompletionStage<Done> ask(LongFunction<Stimulus> question) {
        long id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        asks.put(id, answer);
        call.post(() -> call.feed(question.apply(id)));
        return answer.thenApply(text -> Done.getInstance());
    }

    // --- what agents ask for

    @Override
    public String id() {
        return ScriptedCall.SESSION;
    }

    @Override
    public SpeechHandle say(String text, SpeechOptions options) {
        return speech(id -> new Stimulus.SayAsked(id, text, options));
    }

    @Override
    public SpeechHandle generateReply(ReplyOptions options) {
        return speech(id -> new Stimulus.ReplyAsked(id, options));
    }

    private SpeechHandle speech(java.util.function.Function<String, Stimulus> asked) {
        String id = "agents_speech_" + ids.incrementAndGet();
        CompletableFuture<SpeechHandle.Outcome> outcome = new CompletableFuture<>();
        speeches.put(id, outcome);
        call.post(() -> call.feed(asked.apply(id)));
        return new SpeechHandle() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public CompletionStage<Outcome> whenDone() {
                return outcome;
            }

            @Override
            public CompletionStage<Done> interrupt() {
                return ask(askId -> new Stimulus.SpeechInterruptAsked(askId, id));
            }

            @Override
            public CompletionStage<Done> disallowInterruptions() {
                return ask(askId -> new Stimulus.InterruptionsDisallowed(askId, id));
            }
        };
    }

    @Override
    public void updateAgent(SessionAgent agent) {
        call.post(() -> call.feed(new Stimulus.HandOffAsked(register((Agent) agent))));
    }

    @Override
    public String agentId() {
        return call.state().profile().agentId();
    }

    @Override
    public <A extends SessionAgent> A currentAgent(Class<A> type) {
        return type.cast(agent(call.state().profile().key()));
    }

    @Override
    public Optional<SpeechHandle> currentSpeech() {
        throw absent("currentSpeech");
    }

    @Override
    public void sendText(String text) {
        call.post(() -> call.feed(new Stimulus.TextTyped(text)));
    }

    @Override
    public void callerLinked(CallerLine line) {
        call.post(() -> call.feed(new Stimulus.CallerLinked(line)));
    }

    @Override
    public void cancelResponse() {
        call.post(() -> call.feed(new Stimulus.CancelAsked()));
    }

    @Override
    public CompletionStage<Done> interrupt() {
        return ask(askId -> new Stimulus.InterruptAsked(askId, false));
    }

    @Override
    public CompletionStage<Done> forceInterrupt() {
        return ask(askId -> new Stimulus.InterruptAsked(askId, true));
    }

    @Override
    public CompletionStage<Done> close(CloseReason reason) {
        call.post(() -> call.feed(new Stimulus.CloseAsked(reason)));
        return closed.thenApply(end -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> drain() {
        return ask(Stimulus.DrainAsked::new);
    }

    @Override
    public CompletionStage<Done> shutdown() {
        call.post(() -> call.feed(new Stimulus.ShutdownAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED))));
        return closed.thenApply(end -> Done.getInstance());
    }

    @Override
    public CompletionStage<CloseReason> whenClosed() {
        return closed;
    }

    @Override
    public ChatContext history() {
        return call.state().chat();
    }

    @Override
    public SessionUsage usage() {
        return call.state().usage();
    }

    @Override
    public SessionOptions options() {
        SessionOptions now = turns.map(call.options()::withTurns).orElse(call.options());
        return keyterms.map(now::withKeyterms).orElse(now);
    }

    @Override
    public synchronized void updateTurns(TurnOptions newTurns) {
        turns = Optional.of(newTurns);
        call.post(() -> call.feed(new Stimulus.TurnsUpdated(newTurns)));
    }

    /** Told by {@link #options}; a scripted call has no recogniser that could listen for them. */
    @Override
    public synchronized void updateKeyterms(List<String> newKeyterms) {
        keyterms = Optional.of(List.copyOf(newKeyterms));
    }

    @Override
    public CompletionStage<Done> waitForIdle() {
        return ask(Stimulus.IdleAwaited::new);
    }

    @Override
    public UserState userState() {
        return call.state().userState();
    }

    @Override
    public AgentState agentState() {
        return call.state().agentState();
    }

    @Override
    public synchronized <T> T userData(Class<T> type) {
        return type.cast(userData.orElseThrow(() -> new IllegalStateException("user data: none")));
    }

    @Override
    public synchronized <T> T updateUserData(Class<T> type, UnaryOperator<T> change) {
        T changed = change.apply(userData(type));
        userData = Optional.of(changed);
        call.post(() -> call.feed(new Stimulus.UserDataChanged(changed)));
        return changed;
    }

    // --- the agents' seat

    @Override
    public void reloadAgent(Agent agent) {
        throw absent("reloadAgent");
    }

    @Override
    public void changed(Agent agent) {
        new HashMap<>(agents).forEach((key, seated) -> {
            if (seated.equals(agent)) {
                call.post(() -> call.feed(new Stimulus.AgentChanged(AgentProfile.of(key, agent))));
            }
        });
    }

    @Override
    public void replaceContext(Agent agent, ChatContext context) {
        new HashMap<>(agents).forEach((key, seated) -> {
            if (seated.equals(agent)) {
                call.post(() -> call.feed(new Stimulus.ContextReplaced(key, context)));
            }
        });
    }

    @Override
    public Optional<ChatContext> contextOf(Agent agent) {
        return agents.entrySet().stream()
                .filter(entry -> entry.getValue().equals(agent))
                .flatMap(entry -> call.state().contextOf(entry.getKey()).stream())
                .findFirst();
    }

    @Override
    public void enter(AgentTask<?> task, Optional<String> callId) {
        call.post(() -> call.feed(new Stimulus.TaskAsked(register(task), callId)));
    }

    @Override
    public void completed(AgentTask<?> task) {
        call.post(() -> new HashMap<>(agents).forEach((key, seated) -> {
            if (seated.equals(task)) {
                call.feed(new Stimulus.TaskCompleted(key));
            }
        }));
    }

    // --- what a scripted call does not have

    @Override
    public CompletionStage<Done> start() {
        throw absent("start");
    }

    @Override
    public <T> CompletionStage<RunResult<T>> run(String userInput, Modality inputModality, Class<T> outputType) {
        throw absent("run");
    }

    @Override
    public Sink<AudioFrame, NotUsed> audioIn() {
        throw absent("audioIn");
    }

    @Override
    public void pushAudio(AudioFrame frame) {
        throw absent("pushAudio");
    }

    @Override
    public Source<AudioFrame, NotUsed> audioOut() {
        throw absent("audioOut");
    }

    @Override
    public Subscription playTo(Consumer<? super AudioFrame> player) {
        throw absent("playTo");
    }

    @Override
    public SessionInput input() {
        throw absent("input");
    }

    @Override
    public SessionOutput output() {
        throw absent("output");
    }

    @Override
    public AudioFormat inputFormat() {
        throw absent("inputFormat");
    }

    @Override
    public AudioFormat outputFormat() {
        throw absent("outputFormat");
    }

    @Override
    public SpeechHandle say(Source<String, ?> text, SpeechOptions options) {
        throw absent("say, with a text that comes piece by piece");
    }

    @Override
    public SpeechHandle say(String text, Source<AudioFrame, ?> audio, SpeechOptions options) {
        throw absent("say, with audio");
    }

    @Override
    public CompletionStage<String> commitAudio(CommitOptions options) {
        throw absent("commitAudio");
    }

    @Override
    public void clearAudio() {
        throw absent("clearAudio");
    }

    @Override
    public <E extends SessionEvent> Subscription on(Class<E> type, Consumer<? super E> callback) {
        throw absent("on");
    }

    @Override
    public Source<SessionEvent, NotUsed> events() {
        throw absent("events");
    }

    @Override
    public long droppedFrames() {
        return 0;
    }

    private static UnsupportedOperationException absent(String what) {
        return new UnsupportedOperationException(
                what + ": not in a scripted call (expected: the script's own methods, or a real session)");
    }
}
