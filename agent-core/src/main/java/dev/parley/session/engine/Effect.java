package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.CommitOptions;
import dev.parley.session.SessionEvent;
import dev.parley.turn.TurnDetector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All that a session can ask of the world. Effects are carried out in their order. */
public sealed interface Effect {

    /** Tell those who listen. */
    record Emit(SessionEvent event) implements Effect {}

    /** A fact of the conversation, to be kept before the effects behind it are carried out. */
    record Journal(ConversationRecord fact) implements Effect {}

    /** Starts a timer, in place of a running one of its kind. */
    record StartTimer(Timer timer, Instant at) implements Effect {}

    record CancelTimer(Timer timer) implements Effect {}

    /** Ask the language model. */
    record Generate(String answerId, ChatContext context, List<ToolDefinition> tools, ToolChoice toolChoice)
            implements Effect {}

    record CancelAnswer(String answerId) implements Effect {}

    /** Read the text that the host gave this speech; it comes as an answer of this id. */
    record ReadText(String answerId, String speechId) implements Effect {}

    /** Synthesise a sentence and put it behind what the utterance already has. */
    record Speak(Utterance utterance, String text) implements Effect {}

    /** Put a message that the model speaks itself behind what the utterance already has. */
    record Play(Utterance utterance, String itemId) implements Effect {}

    /**
     * The model is to forget what was not heard of an answer that it spoke itself.
     *
     * @param played how much of its audio was
     */
    record TakeBack(String answerId, Duration played) implements Effect {}

    /** No more sentences follow. */
    record EndUtterance(Utterance utterance) implements Effect {}

    /** Drop what is not played yet; nothing of it may leave from now on. */
    record StopSpeaking(Utterance utterance) implements Effect {}

    /** Stop sending for the time being; what is left is kept. */
    record PauseSpeaking(Utterance utterance) implements Effect {}

    /** Go on where a pause began. */
    record ResumeSpeaking(Utterance utterance) implements Effect {}

    record RunTool(FunctionCall call, String speechId) implements Effect {}

    /** A running tool's result is not wanted any more. It still ends with {@link Stimulus.ToolFinished}. */
    record CancelTool(String callId) implements Effect {}

    /**
     * Recognise what has been heard so far, though the caller may go on.
     *
     * @param silence what a recogniser that listens all the time is given behind it
     */
    record FlushHearing(Duration silence) implements Effect {

        /** With the silence of LiveKit Agents. */
        public FlushHearing() {
            this(CommitOptions.standard().sttFlushDuration());
        }
    }

    /**
     * Ask the turn detector whether the caller goes on. Answered by {@link Stimulus.EndOfTurnPredicted}; takes the place of an
     * earlier question.
     *
     * @param language of the caller's words, if it is known
     * @param context what was said last, ending with the turn so far
     */
    record PredictEndOfTurn(String predictionId, TurnDetector detector, Optional<String> language, ChatContext context)
            implements Effect {}

    /** The turn detector's answer is of no interest any more. */
    record CancelPrediction() implements Effect {}

    /** Forget what has been heard and is not recognised yet. */
    record ClearHearing() implements Effect {}

    /** Take the caller's sound for silence from now on, and forget what has been heard and is not recognised yet. */
    record MuteHearing() implements Effect {}

    /** Listen to the caller again. */
    record UnmuteHearing() implements Effect {}

    /** Let those who understand the caller hear silence in its place; the detector of voice still hears it. */
    record WithholdAudio() implements Effect {}

    /** Let the caller be understood again. */
    record PassAudio() implements Effect {}

    /**
     * The answer to a request.
     *
     * @param refusal empty if granted
     * @param text what it came to, if anything
     */
    record Answered(long askId, String refusal, String text) implements Effect {}

    /** Call the agent's {@code onUserTurnExceeded}. */
    record CutIn(SessionEvent.UserTurnExceeded event) implements Effect {}

    /** From now on this agent talks, or goes on with other models: its ears, its voice, its tools. */
    record SeatAgent(String agentKey) implements Effect {}

    /** Call the agent's {@code onEnter}. Answered by {@link Stimulus.AgentEntered}. */
    record EnterAgent(String agentKey) implements Effect {}

    /** Call the agent's {@code onExit}. Answered by {@link Stimulus.AgentExited}. */
    record ExitAgent(String agentKey) implements Effect {}

    /**
     * The agent does not come, or does not come back.
     *
     * @param context what its model has read
     * @param cutOff why, if it is a task that did not come to its result; else empty
     */
    record AgentLeft(String agentKey, ChatContext context, String cutOff) implements Effect {}

    /** Call the agent's {@code onUserTurnCompleted}. Answered by {@link Stimulus.UserTurnCompleted}. */
    record CompleteUserTurn(String agentKey, ChatContext context, ChatMessage message) implements Effect {}

    /** Nothing follows. */
    record Stop() implements Effect {}
}
