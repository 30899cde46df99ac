package dev.parley.agent;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentSession;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.tool.FunctionTool;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
public class Agent {
    private static final ReplyOptions CUT_IN = ReplyOptions.instructed(
                    "The caller has been talking for long without a pause. Cut in politely with one short sentence.")
            .withToolChoice(ToolChoice.NONE)
            .withSpeech(SpeechOptions.uninterruptible());

    private final AgentSpec spec;

    public Agent(AgentSpec spec) {
        this.spec = spec;
    }

    /** Its id: as given, else the class's name in snake case, {@code default_agent} for a plain Agent. */
    public final String id() {
        return spec.id().orElseGet(() -> nameOf(getClass()));
    }

    public final String instructions() {
        return spec.instructions();
    }

    public final List<FunctionTool> tools() {
        return spec.tools();
    }

    public final Optional<SpeechToText> stt() {
        return spec.stt();
    }

    public final Optional<LanguageModel> llm() {
        return spec.llm();
    }

    public final Optional<TextToSpeech> tts() {
        return spec.tts();
    }

    /**
     * The agent takes over the conversation. Called once, on a thread of its own on which it may block for a while; a
     * throw ends the session.
     */
    public void onEnter(AgentSession session) {}

    /** The agent leaves the conversation. Called once after {@link #onEnter}, within the session's closing deadline. */
    public void onExit(AgentSession session) {}

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

    private static String nameOf(Class<?> type) {
        if (type == Agent.class || type.getSimpleName().isEmpty()) {
            return "default_agent";
        }
        return type.getSimpleName()
                .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT);
    }
}
