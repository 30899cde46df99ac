package dev.parley.session.engine;

import dev.parley.metrics.AgentMetrics;
import dev.parley.session.CloseReason;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;

/** All that can happen to a session. What is late or no longer of interest is ignored, never an error. */
public sealed interface Stimulus {

    // --- the host and the agent's own code

    /** The session begins. */
    record Started() implements Stimulus {}

    /** The agent's {@code onEnter} has returned. */
    record AgentEntered() implements Stimulus {}

    /** The agent's {@code onEnter} has thrown. */
    record AgentFailed(String message) implements Stimulus {}

    /** The agent's {@code onExit} has returned or thrown. */
    record AgentExited() implements Stimulus {}

    /** Another agent takes the place of the current one from the next answer on. */
    record AgentReplaced(AgentProfile profile) implements Stimulus {}

    record SayAsked(String speechId, String text, SpeechOptions options) implements Stimulus {}

    record ReplyAsked(String speechId, ReplyOptions options) implements Stimulus {}

    /** Answered by {@link Effect.Answered}. */
    record InterruptAsked(long askId, boolean force) implements Stimulus {}

    /** One speech is to stop. Answered by {@link Effect.Answered}. */
    record SpeechInterruptAsked(long askId, String speechId) implements Stimulus {}

    record CancelAsked() implements Stimulus {}

    record CloseAsked(CloseReason reason) implements Stimulus {}

    record UserDataChanged(Object value) implements Stimulus {}

    // --- the caller

    /**
     * The caller speaks.
     *
     * @param since real start of the speech, before its detection
     */
    record SpeechStarted(Instant since) implements Stimulus {}

    /**
     * The caller is silent.
     *
     * @param at real end of the speech, before its detection
     */
    record SpeechEnded(Instant at) implements Stimulus {}

    /** The caller is silent since then, for a moment or at the end of its speech. */
    record SpeechPaused(Instant at) implements Stimulus {}

    /** The silence was one of a moment. */
    record SpeechResumed() implements Stimulus {}

    record InterimHeard(String text) implements Stimulus {}

    /**
     * An utterance has been recognised.
     *
     * @param text empty if nothing was understood
     */
    record FinalHeard(String text) implements Stimulus {}

    record HearingFailed(String source, String message) implements Stimulus {}

    /** Something went wrong that its source gets over by itself: told, and not counted as a failure. */
    record Troubled(String source, String message) implements Stimulus {}

    record TextTyped(String text) implements Stimulus {}

    /** The turn is to end now. Answered by {@link Effect.Answered} with the transcript. */
    record CommitAsked(long askId) implements Stimulus {}

    /** All audio given before an {@link Effect.FlushHearing} has been recognised. */
    record HearingFlushed() implements Stimulus {}

    record ClearAsked() implements Stimulus {}

    /** The caller is there, though it neither speaks nor types. */
    record SignOfLife() implements Stimulus {}

    /** What the agent did about a caller that goes on for too long is over. */
    record CutInOver() implements Stimulus {}

    // --- models, voice, playout, tools

    /** The first piece of an answer has come. */
    record AnswerStarted(String answerId) implements Stimulus {}

    /**
     * More of the answer's text.
     *
     * @param text with the white space behind it, as the model wrote it
     */
    record SentenceReady(String answerId, String text) implements Stimulus {}

    /** What the answer said so far is played by itself. */
    record SegmentEnded(String answerId) implements Stimulus {}

    record ToolRequested(String answerId, String callId, String name, String arguments) implements Stimulus {}

    record AnswerEnded(String answerId) implements Stimulus {}

    record AnswerFailed(String answerId, String message) implements Stimulus {}

    /** The model has begun an answer that nobody asked for: the caller's turn, as it heard it, is over. */
    record GenerationStarted(String answerId) implements Stimulus {}

    /** The model has begun to speak a message of an answer itself. */
    record MessageStarted(String answerId, String itemId) implements Stimulus {}

    /**
     * What the caller said in a turn that the model has heard itself.
     *
     * @param at when the turn was over
     */
    record TurnTranscribed(String itemId, String text, Instant at) implements Stimulus {}

    /** The connection to the model broke in the middle of an answer: nothing more comes of it. */
    record AnswerCutOff(String answerId) implements Stimulus {}

    /** The voice failed; what it has made so far is played. */
    record VoiceFailed(Utterance utterance, String message) implements Stimulus {}

    /** The first audio has left. */
    record PlaybackStarted(Utterance utterance) implements Stimulus {}

    /** More of the text has been heard, in whole words. */
    record TextHeard(Utterance utterance, String delta) implements Stimulus {}

    /**
     * The playout holds nothing of the utterance any more.
     *
     * @param heard all that was heard of its text
     * @param played audio that has left
     */
    record PlaybackFinished(Utterance utterance, String heard, Duration played, boolean interrupted)
            implements Stimulus {}

    /** A model failed and is asked again. */
    record ModelRetried(String source, String message) implements Stimulus {}

    /** A model was measured. */
    record ModelMeasured(AgentMetrics metrics) implements Stimulus {}

    record ToolFinished(String callId, ToolOutcome outcome) implements Stimulus {}

    record TimerFired(Timer timer) implements Stimulus {}
}
