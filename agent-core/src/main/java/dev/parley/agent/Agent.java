package dev.parley.agent;

import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentSession;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.stt.SpeechToText;
import dev.parley.tool.FunctionTool;
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

    private static String nameOf(Class<?> type) {
        if (type == Agent.class || type.getSimpleName().isEmpty()) {
            return "default_agent";
        }
        return type.getSimpleName()
                .replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT);
    }
}
