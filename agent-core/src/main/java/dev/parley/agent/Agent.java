package dev.parley.agent;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentSession;
import dev.parley.session.AsyncToolPrompts;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionAgent;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.StopResponse;
import dev.parley.tool.Toolset;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.turn.TurnOptions;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who talks: instructions, tools and, where they differ from the session's, models. Extend it to greet and to take leave:
 *
 * <pre>{@code
 * final class Host extends Agent {
 *     Host() {
 *         super(AgentSpec.instructions("You take orders.").tools(FunctionTools.of(new Menu())));
 *     }
 *
 *     @Override
 *     public void onEnter(AgentSession session) {
 *         session.say("Hello!");
 *     }
 * }
 * }</pre>
 *
 * <p>What goes through the pipeline can be changed on its way by overriding a node ({@link #sttNode}, {@link #llmNode}, {@link
 * #ttsNode}, {@link #transcriptionNode}): a stream in, a stream out, called on a thread of the session that must not block.
 *
 * <p>One agent object serves one session at a time; make a new one per call.
 */
public class Agent implements SessionAgent {
    private static final ReplyOptions CUT_IN = ReplyOptions.instructed(
                    "The caller has been talking for long without a pause. Cut in politely with one short sentence.")
            .withToolChoice(ToolChoice.NONE)
            .withInputModality(Modality.AUDIO)
            .withSpeech(SpeechOptions.uninterruptible());

    private final boolean completesUserTurns = overridesUserTurnCompleted(getClass());
    private final AtomicReference<@Nullable AgentSlot> slot = new AtomicReference<>();
    private volatile AgentSpec spec;

    public Agent(AgentSpec spec) {
        this.spec = spec;
    }

    /** Its id: as given, else the class's name in snake case, {@code default_agent} for a plain Agent. */
    @Override
    public final String id() {
        return spec.id().orElseGet(() -> nameOf(getClass()));
    }

    public final Instructions instructions() {
        return spec.instructions();
    }

    /** Its own tools, and those that its toolsets have at this time. */
    public final List<FunctionTool> tools() {
        List<FunctionTool> all = new ArrayList<>(spec.tools());
        spec.toolsets().forEach(toolset -> all.addAll(toolset.tools()));
        AgentSpec.requireEachNameOnce(all);
        return List.copyOf(all);
    }

    public final List<Toolset> toolsets() {
        return spec.toolsets();
    }

    /** How turns are taken while it talks; empty for as the session does. */
    public final Optional<TurnOptions> turns() {
        return spec.turns();
    }

    /** What its model reads of the conversation. It grows while the agent talks, and is kept when the agent leaves. */
    public final ChatContext chatContext() {
        AgentSlot seat = slot.get();
        return Optional.ofNullable(seat)
                .flatMap(session -> session.contextOf(this))
                .orElseGet(() -> spec.chatContext());
    }

    /** Its own recogniser; empty for the session's, {@code none()} for no words at all. So with the models below. */
    public final Optional<SpeechToText> stt() {
        return spec.models().stt();
    }

    public final Optional<LanguageModel> llm() {
        return spec.models().llm();
    }

    public final Optional<TextToSpeech> tts() {
        return spec.models().tts();
    }

    public final Optional<VoiceActivityDetector> vad() {
        return spec.models().vad();
    }

    /** The silence between two of its speeches; empty for the session's. */
    public final Optional<Duration> minConsecutiveSpeechDelay() {
        return spec.minConsecutiveSpeechDelay();
    }

    /** What its model reads about tools that run on behind the conversation; empty for the session's. */
    public final Optional<AsyncToolPrompts> asyncTools() {
        return spec.asyncTools();
    }

    // --- while it talks; also before and after

    /** Gives it other instructions from the next answer on. Thread-safe. */
    public final void updateInstructions(String instructions) {
        updateInstructions(Instructions.of(instructions));
    }

    /** The same, such as {@code instructions().withDynamic("It is Sunday.")}, after which a prompt cache still holds. */
    public final void updateInstructions(Instructions instructions) {
        update(old -> old.withInstructions(instructions));
    }

    /**
     * Gives it these tools in place of its own from the next answer on; its toolsets stay. Thread-safe.
     *
     * @throws IllegalArgumentException if a name is there twice
     */
    public final void updateTools(Collection<? extends FunctionTool> tools) {
        update(old -> old.withTools(tools));
    }

    /**
     * Changes the models that it brings itself, such as to another voice, or switches one off. A language model counts from the
     * next answer on, a voice from the next segment, a recogniser and a detector once the caller is silent. Thread-safe.
     */
    public final void updateModels(UnaryOperator<AgentModels> change) {
        update(old -> old.models(change.apply(old.models())));
    }

    final void addTool(FunctionTool tool) {
        update(old -> old.tools(List.of(tool)));
    }

    private void update(UnaryOperator<AgentSpec> change) {
        synchronized (this) {
            spec = change.apply(spec);
        }
        tellSession(session -> session.changed(this));
    }

    /**
     * Lets its model read this in place of what has been said, from the next answer on. Calls of tools that the agent does
     * not have are left out. Thread-safe.
     */
    public final void updateChatContext(ChatContext context) {
        updateChatContextWithAllCalls(context.withToolsOnly(
                tools().stream().map(tool -> tool.definition().name()).toList()));
    }

    /** As {@link #updateChatContext}, but with the calls of any tool. */
    public final void updateChatContextWithAllCalls(ChatContext context) {
        synchronized (this) {
            spec = spec.chatContext(context);
        }
        tellSession(session -> session.replaceContext(this, context));
    }

    final void tellSession(Consumer<AgentSlot> message) {
        AgentSlot seat = slot.get();
        if (seat != null) {
            message.accept(seat);
        }
    }

    /**
     * The agent sits down in a session. Called by the session.
     *
     * @throws IllegalStateException if it sits in another one
     */
    public final void join(AgentSlot session) {
        AgentSlot before = slot.compareAndExchange(null, session);
        if (before != null && !before.equals(session)) {
            throw new IllegalStateException(
                    "agent " + id() + ": talks in another session (expected: a new agent object per session)");
        }
    }

    /** The agent leaves its session with what its model has read. Called by the session. */
    public final void leave(ChatContext context) {
        synchronized (this) {
            spec = spec.chatContext(context);
        }
        slot.set(null);
    }

    // --- what it may do

    /**
     * The agent takes over the conversation. Called once per entry, on a thread of its own on which it may block for a
     * while; a throw ends the session.
     */
    public void onEnter(AgentSession session) {}

    /**
     * The agent leaves the conversation, after all that it had to say: to another agent, or with the session's end. What
     * it asks to say here is said before the next agent enters. Called once after {@link #onEnter}, within the session's
     * closing deadline.
     */
    public void onExit(AgentSession session) {}

    /**
     * The caller's turn is over and about to be answered. Here the message may be changed, and what the model reads for
     * this reply may be added to. Called on a thread of its own on which it may block; the next turn waits for it, for
     * 30 seconds at most: then the turn is dropped as if this had thrown.
     *
     * @throws StopResponse if the turn is not to be answered; it is not kept either
     * @throws Exception anything else drops the turn, with an error event
     */
    public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) throws Exception {}

    /** Whether {@link #onUserTurnCompleted} does anything. */
    public final boolean completesUserTurns() {
        return completesUserTurns;
    }

    private static boolean overridesUserTurnCompleted(Class<?> type) {
        try {
            return type.getMethod("onUserTurnCompleted", TurnContext.class, ChatMessage.class)
                            .getDeclaringClass()
                    != Agent.class;
        } catch (NoSuchMethodException impossible) {
            throw new LinkageError("Agent.onUserTurnCompleted", impossible);
        }
    }

    /**
     * The caller has gone on for longer than the limit allows ({@code parley.session.user-turn-limit}). Called on a thread
     * of its own; not again before the stage that it gives has completed. Unless overridden, the agent politely cuts in
     * with a short reply that can't be interrupted.
     */
    public CompletionStage<?> onUserTurnExceeded(AgentSession session, SessionEvent.UserTurnExceeded event) {
        return session.generateReply(CUT_IN.withUserInput(event.transcript())).whenDone();
    }

    // --- the nodes of the pipeline

    /**
     * Turns the caller's audio into text: called once for the whole conversation, with its first audio, and anew after a failure. The audio comes in the
     * recogniser's format as the caller makes it, silence as well; what is not taken in time is lost, the oldest first. A
     * failure of the stream, or a throw, is the recogniser's failure.
     */
    public Source<SpeechToTextEvent, NotUsed> sttNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
        return defaults.stt(audio);
    }

    /**
     * Answers: asked once for each reply and after each round of tools, and ahead of a turn's end as well. A {@link
     * dev.parley.llm.ChatChunk.FlushSentinel} parts the answer into segments that are played one by one. A failure of the
     * stream, or a throw, is the model's failure.
     */
    public Source<ChatChunk, NotUsed> llmNode(ChatRequest request, Nodes defaults) {
        return defaults.llm(request);
    }

    /**
     * Speaks a segment. The text comes sentence by sentence, through the session's text transforms; the audio may be of any
     * format and faster than real time. A failure of the stream, or a throw, is the voice's failure: what it has made is
     * played, the rest of the segment is not said.
     */
    public Source<SynthesizedAudio, NotUsed> ttsNode(Source<String, NotUsed> text, Nodes defaults) {
        return defaults.tts(text);
    }

    /**
     * Makes of a segment's text what is shown and kept in the conversation. The text comes sentence by sentence, with its
     * white space and as the model wrote it; who gives one element for each keeps them in step with the voice. After a failure
     * of the stream, or a throw, nothing more of the segment is shown or kept, though it is said.
     */
    public Source<String, NotUsed> transcriptionNode(Source<String, NotUsed> text, Nodes defaults) {
        return defaults.transcription(text);
    }

    /**
     * Changes how a realtime model sounds: called for each message that it speaks. Frames come in the model's output format, faster
     * than real time, and leave in it and as long as they were: what the caller has heard of a message is told by that. After a
     * failure of the stream, or a throw, the rest of the message is not heard.
     */
    public Source<AudioFrame, NotUsed> realtimeAudioOutputNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
        return defaults.realtimeAudioOutput(audio);
    }

    private static String nameOf(Class<?> type) {
        if (type == Agent.class || type.getSimpleName().isEmpty()) {
            return "default_agent";
        }
        return type.getSimpleName()
                .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT);
    }
}
