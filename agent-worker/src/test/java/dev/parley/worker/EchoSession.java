package dev.parley.worker;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.MergeHub;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.chat.Modality;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
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
import dev.parley.turn.TurnOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A session over real streams that says what it hears, silence aside: audio in comes out, text and committed audio are answered at
 * once. Text {@code tool} runs a tool, {@code slow} is never answered, {@code end} ends it.
 */
public final class EchoSession implements AgentSession {
    private final String id;
    private final Sink<AudioFrame, NotUsed> in;
    private final Source<AudioFrame, NotUsed> out;
    private final List<BoundedSourceQueue<SessionEvent>> streams = new CopyOnWriteArrayList<>();
    private final List<Consumer<SessionEvent>> callbacks = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final AtomicLong samples = new AtomicLong();
    private final AtomicInteger speeches = new AtomicInteger();
    private final akka.stream.UniqueKillSwitch audio;
    private ChatContext history = ChatContext.empty();
    private AgentState state = AgentState.INITIALIZING;

    public EchoSession(String id, ActorSystem<?> system) {
        this.id = id;
        Pair<Pair<Sink<AudioFrame, NotUsed>, akka.stream.UniqueKillSwitch>, Source<AudioFrame, NotUsed>> loop =
                MergeHub.of(AudioFrame.class, 1)
                        .viaMat(akka.stream.KillSwitches.single(), Keep.both())
                        .map(this::count)
                        .toMat(BroadcastHub.of(AudioFrame.class, 1), Keep.both())
                        .run(system);
        in = loop.first().first();
        audio = loop.first().second();
        out = loop.second();
        out.runWith(Sink.ignore(), system);
    }

    private AudioFrame count(AudioFrame frame) {
        if (frame.sample(frame.samples() / 2) != 0) {
            samples.addAndGet(frame.samples());
        }
        return frame;
    }

    public synchronized void emit(SessionEvent event) {
        callbacks.forEach(callback -> callback.accept(event));
        streams.removeIf(stream -> !stream.offer(event).isEnqueued());
    }

    /** Waits until so many samples of sound were heard, 10 s at most. */
    public long heardAtLeast(long enough) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (samples.get() < enough && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return samples.get();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Done> start() {
        emit(new SessionEvent.SessionStarted(Instant.now(), id, "echo"));
        become(AgentState.LISTENING);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public Sink<AudioFrame, NotUsed> audioIn() {
        return in;
    }

    @Override
    public void pushAudio(AudioFrame frame) {
        throw absent("pushAudio", "audioIn");
    }

    @Override
    public Source<AudioFrame, NotUsed> audioOut() {
        return out;
    }

    @Override
    public Subscription playTo(Consumer<? super AudioFrame> player) {
        throw absent("playTo", "audioOut");
    }

    @Override
    public SessionInput input() {
        throw absent("input", "a real session");
    }

    @Override
    public SessionOutput output() {
        throw absent("output", "a real session");
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public AudioFormat outputFormat() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public synchronized void sendText(String text) {
        requireOpen();
        emit(new SessionEvent.TextReceived(Instant.now(), text));
        if (text.equals("slow")) {
            become(AgentState.THINKING);
        } else if (text.equals("end")) {
            finish(CloseReason.of(CloseReason.Kind.TASK_COMPLETED));
        } else {
            answer(text);
        }
    }

    private void answer(String text) {
        add(ChatMessage.of("u" + speeches.get(), ChatRole.USER, text, Instant.now()));
        become(AgentState.THINKING);
        if (text.equals("tool")) {
            FunctionCall call = new FunctionCall("i1", "c1", "price_of", "{\"product\":\"pizza\"}", Instant.now());
            emit(new SessionEvent.ToolCallStarted(Instant.now(), call));
            FunctionCallOutput output = new FunctionCallOutput("i2", "c1", "price_of", "10.0", false, Instant.now());
            emit(new SessionEvent.FunctionToolsExecuted(Instant.now(), List.of(call), List.of(output)));
        }
        speak("You said " + text + ".");
    }

    private void speak(String text) {
        String speechId = "s" + speeches.incrementAndGet();
        emit(new SessionEvent.SpeechCreated(Instant.now(), speechId, false, SessionEvent.SpeechSource.GENERATE_REPLY));
        become(AgentState.SPEAKING);
        emit(new SessionEvent.AgentTranscript(Instant.now(), speechId, text));
        add(ChatMessage.of("a" + speechId, ChatRole.ASSISTANT, text, Instant.now()));
        emit(new SessionEvent.SpeechFinished(Instant.now(), speechId, text, java.time.Duration.ofSeconds(1), false));
        become(AgentState.LISTENING);
    }

    private void add(ChatMessage message) {
        history = history.with(message);
        emit(new SessionEvent.ConversationItemAdded(Instant.now(), message));
    }

    private void become(AgentState next) {
        AgentState before = state;
        state = next;
        if (before != next) {
            emit(new SessionEvent.AgentStateChanged(Instant.now(), before, next));
        }
    }

    @Override
    public synchronized CompletionStage<String> commitAudio(CommitOptions options) {
        long heard = samples.getAndSet(0);
        if (heard == 0) {
            return CompletableFuture.completedFuture("");
        }
        String words = heard + " samples";
        emit(new SessionEvent.UserTurnCommitted(Instant.now(), words));
        answer(words);
        return CompletableFuture.completedFuture(words);
    }

    @Override
    public void clearAudio() {
        samples.set(0);
    }

    @Override
    public synchronized void cancelResponse() {
        become(AgentState.LISTENING);
    }

    @Override
    public CompletionStage<Done> interrupt() {
        emit(new SessionEvent.PlaybackCleared(Instant.now(), "s" + speeches.get()));
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> forceInterrupt() {
        return interrupt();
    }

    @Override
    public SpeechHandle say(String text, SpeechOptions options) {
        throw absent("say", "a scripted or a real session");
    }

    @Override
    public SpeechHandle say(Source<String, ?> text, SpeechOptions options) {
        throw absent("say", "a scripted or a real session");
    }

    @Override
    public SpeechHandle say(String text, Source<AudioFrame, ?> audio, SpeechOptions options) {
        throw absent("say", "a scripted or a real session");
    }

    @Override
    public SpeechHandle generateReply(ReplyOptions options) {
        throw absent("generateReply", "a scripted or a real session");
    }

    @Override
    public <T> CompletionStage<RunResult<T>> run(String userInput, Modality inputModality, Class<T> outputType) {
        throw absent("run", "a scripted or a real session");
    }

    @Override
    public synchronized ChatContext history() {
        return history;
    }

    @Override
    public SessionUsage usage() {
        return SessionUsage.nothing();
    }

    @Override
    public SessionOptions options() {
        return SessionOptions.standard();
    }

    @Override
    public void updateTurns(TurnOptions turns) {
        throw absent("updateTurns", "a scripted or a real session");
    }

    @Override
    public void updateKeyterms(List<String> keyterms) {
        throw absent("updateKeyterms", "a scripted or a real session");
    }

    @Override
    public CompletionStage<Done> waitForIdle() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public void updateAgent(SessionAgent agent) {
        throw absent("updateAgent", "a scripted or a real session");
    }

    @Override
    public String agentId() {
        return "echo";
    }

    @Override
    public <A extends SessionAgent> A currentAgent(Class<A> type) {
        throw absent("currentAgent", "a scripted or a real session");
    }

    @Override
    public Optional<SpeechHandle> currentSpeech() {
        return Optional.empty();
    }

    @Override
    public UserState userState() {
        return UserState.LISTENING;
    }

    @Override
    public synchronized AgentState agentState() {
        return state;
    }

    @Override
    public long droppedFrames() {
        return 0;
    }

    @Override
    public <T> T userData(Class<T> type) {
        throw new IllegalStateException("none");
    }

    @Override
    public <T> T updateUserData(Class<T> type, UnaryOperator<T> change) {
        throw new IllegalStateException("none");
    }

    @Override
    public <E extends SessionEvent> Subscription on(Class<E> type, Consumer<? super E> callback) {
        Consumer<SessionEvent> filtered = event -> {
            if (type.isInstance(event)) {
                callback.accept(type.cast(event));
            }
        };
        callbacks.add(filtered);
        return () -> callbacks.remove(filtered);
    }

    @Override
    public Source<SessionEvent, NotUsed> events() {
        return Source.<SessionEvent>queue(1024).mapMaterializedValue(stream -> {
            streams.add(stream);
            return NotUsed.getInstance();
        });
    }

    @Override
    public CompletionStage<Done> drain() {
        return waitForIdle();
    }

    @Override
    public CompletionStage<Done> shutdown() {
        return close();
    }

    @Override
    public CompletionStage<Done> close(CloseReason reason) {
        finish(reason);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    public synchronized void finish(CloseReason reason) {
        if (!closed.isDone()) {
            emit(new SessionEvent.SessionClosed(Instant.now(), reason));
            streams.forEach(BoundedSourceQueue::complete);
            audio.shutdown();
            closed.complete(reason);
        }
    }

    @Override
    public CompletionStage<CloseReason> whenClosed() {
        return closed.copy();
    }

    private void requireOpen() {
        if (closed.isDone()) {
            throw new SessionClosedException(id);
        }
    }

    private static UnsupportedOperationException absent(String what, String instead) {
        return new UnsupportedOperationException(what + ": an echo has none (expected: " + instead + ")");
    }
}
