package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.session.CallerLine;
import dev.parley.session.CloseReason;
import dev.parley.session.CommitOptions;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.stt.Transcript;
import dev.parley.tool.Filler;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.TurnDetector;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All that can happen to a session. What is late or no longer of interest is ignored, never an error. */
public sealed interface Stimulus {

    // --- the host and the agent's own code

    /** The session begins. */
    record Started() implements Stimulus {}

    /** The agent's {@code onEnter} has returned. */
    record AgentEntered(String agentKey) implements Stimulus {}

    /** The agent's {@code onEnter} has thrown. */
    record AgentFailed(String message) implements Stimulus {}

    /** The agent's {@code onExit} has returned or thrown. */
    record AgentExited(String agentKey) implements Stimulus {}

    /** The same agent of newer code takes the place of the current one from the next answer on. */
    record AgentReplaced(AgentProfile profile) implements Stimulus {}

    /** Another agent is to take over. */
    record HandOffAsked(AgentProfile next) implements Stimulus {}

    /**
     * A task is to take over until it is complete.
     *
     * @param callId the tool call that waits for it, if one does
     */
    record TaskAsked(AgentProfile task, Optional<String> callId) implements Stimulus {}

    record TaskCompleted(String agentKey) implements Stimulus {}

    /** An agent's instructions, tools or models are others. */
    record AgentChanged(AgentProfile profile) implements Stimulus {}

    record ContextReplaced(String agentKey, ChatContext context) implements Stimulus {}

    /** The agent's {@code onUserTurnCompleted} is over. */
    record UserTurnCompleted(String messageId, Completion completion) implements Stimulus {}

    /** How the agent's own code left a turn. */
    sealed interface Completion {

        /**
         * To be answered.
         *
         * @param message to be kept
         * @param context what the model reads before it
         */
        record Accepted(ChatMessage message, ChatContext context) implements Completion {}

        /** Neither to be kept nor answered. */
        record Stopped() implements Completion {}

        record Failed(String message) implements Completion {}
    }

    record SayAsked(String speechId, String text, SpeechOptions options) implements Stimulus {}

    /** A text that comes piece by piece is to be said; it is asked for by {@link Effect.ReadText}. */
    record SayReadAsked(String speechId, SpeechOptions options) implements Stimulus {}

    record ReplyAsked(String speechId, ReplyOptions options) implements Stimulus {}

    /** Answered by {@link Effect.Answered}. */
    record InterruptAsked(long askId, boolean force) implements Stimulus {}

    /** One speech is to stop. Answered by {@link Effect.Answered}. */
    record SpeechInterruptAsked(long askId, String speechId) implements Stimulus {}

    record CancelAsked() implements Stimulus {}

    /** Turns are taken by other rules from now on, unless the agent that talks has its own. */
    record TurnsUpdated(TurnOptions turns) implements Stimulus {}

    /** Somebody waits until nobody speaks and nothing is left to say or to do. Answered by {@link Effect.Answered}. */
    record IdleAwaited(long askId) implements Stimulus {}

    /** Nothing new is to begin. Answered by {@link Effect.Answered} once what had begun is over. */
    record DrainAsked(long askId) implements Stimulus {}

    record CloseAsked(CloseReason reason) implements Stimulus {}

    /** The session is to end once what it has to say is said. */
    record ShutdownAsked(CloseReason reason) implements Stimulus {}

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

    /** The recogniser hears the caller speak, since then. Of interest where it ends turns. */
    record RecogniserHeardStart(Instant since) implements Stimulus {}

    /** The recogniser finds that the caller has finished then. */
    record RecogniserHeardEnd(Instant at) implements Stimulus {}

    /**
     * What an utterance seems to be so far.
     *
     * @param itemId the realtime model's id of it
     */
    record InterimHeard(String text, Optional<String> language, Optional<String> speakerId, Optional<String> itemId)
            implements Stimulus {

        /** Words of which nothing more is known. */
        public InterimHeard(String text) {
            this(text, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** What an utterance will be unless the caller goes on: sure enough to think about it. */
    record PreflightHeard(String text, Optional<String> language, Optional<String> speakerId) implements Stimulus {

        /** Words of which nothing more is known. */
        public PreflightHeard(String text) {
            this(text, Optional.empty(), Optional.empty());
        }
    }

    /**
     * An utterance has been recognised.
     *
     * @param text empty if nothing was understood
     * @param language if the recogniser says it
     * @param speakerId if the recogniser tells speakers apart
     * @param confidence 0 to 1
     * @param requestId the provider's own, if it says it
     * @param recogniser who has understood it, if that is known
     */
    record FinalHeard(
            String text,
            Optional<String> language,
            Optional<String> speakerId,
            double confidence,
            Optional<String> requestId,
            Optional<ModelLabel> recogniser)
            implements Stimulus {

        /** What a recogniser has understood. */
        public FinalHeard(Transcript heard) {
            this(heard, Optional.empty());
        }

        private FinalHeard(Transcript heard, Optional<ModelLabel> recogniser) {
            this(heard.text(), heard.language(), heard.speakerId(), heard.confidence(), heard.requestId(), recogniser);
        }

        /** What this recogniser has understood. */
        public static FinalHeard by(ModelLabel recogniser, Transcript heard) {
            return new FinalHeard(heard, Optional.of(recogniser));
        }

        /** Words of which nothing more is known. */
        public FinalHeard(String text) {
            this(new Transcript(text, 1));
        }
    }

    /** The turn detector has answered. */
    record EndOfTurnPredicted(String predictionId, Prediction prediction) implements Stimulus {}

    /** What a turn detector says. */
    sealed interface Prediction {

        /** What its answer means. */
        static Prediction of(TurnDetector detector, double probability, double unlikelyThreshold) {
            return probability >= 0 && probability <= 1
                    ? new Predicted(detector.name(), probability, unlikelyThreshold)
                    : failed(detector, "probability: " + probability + " (expected: 0 to 1)");
        }

        static Prediction failed(TurnDetector detector, String why) {
            return new Failed(detector.name() + ": " + why);
        }

        /**
         * The caller goes on if the probability that its turn is over is less than the threshold.
         *
         * @param detector its name
         */
        record Predicted(String detector, double probability, double unlikelyThreshold) implements Prediction {}

        /** It does not know the caller's language. */
        record NotSupported() implements Prediction {}

        record Failed(String message) implements Prediction {}
    }

    record HearingFailed(String source, String message) implements Stimulus {}

    /** Something went wrong that its source gets over by itself: told, and not counted as a failure. */
    record Troubled(String source, String message) implements Stimulus {}

    record TextTyped(String text) implements Stimulus {}

    /** The turn is to end now. Answered by {@link Effect.Answered} with the transcript. */
    record CommitAsked(long askId, CommitOptions options) implements Stimulus {

        /** With the usual options. */
        public CommitAsked(long askId) {
            this(askId, CommitOptions.standard());
        }
    }

    /** All audio given before an {@link Effect.FlushHearing} has been recognised. */
    record HearingFlushed() implements Stimulus {}

    /** What was heard of the caller is not to be a turn; the ear has forgotten it already. */
    record ClearAsked() implements Stimulus {}

    /** The caller is there, though it neither speaks nor types. */
    record SignOfLife() implements Stimulus {}

    /** It is known who the caller is, or that it is another one now. */
    record CallerLinked(CallerLine line) implements Stimulus {}

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

    /** The first piece of an answer has come, from this model. */
    record AnswerServed(String answerId, ModelLabel model) implements Stimulus {}

    /** The provider's own id of a request that the answer comes from. */
    record AnswerIdentified(String answerId, String requestId) implements Stimulus {}

    /** How fast the answer was written, from its first piece of text to its last. */
    record AnswerPaced(String answerId, double tokensPerSecond) implements Stimulus {}

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

    /**
     * The voice has made the first audio of a text, or of another request for it.
     *
     * @param requestId the provider's own, if it says it
     * @param voice whose it is
     */
    record VoiceBegun(String speechId, Optional<String> requestId, ModelLabel voice) implements Stimulus {}

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

    /** What is left of the allowances at the model's provider. */
    record RateLimitsTold(List<RealtimeEvent.RateLimit> limits) implements Stimulus {
        public RateLimitsTold {
            limits = List.copyOf(limits);
        }
    }

    record ToolFinished(String callId, ToolOutcome outcome) implements Stimulus {}

    /** A tool has ended well, and another agent is to take over; see {@link ToolOutcome.HandOff}. */
    record ToolHandedOff(String callId, AgentProfile next, String text) implements Stimulus {}

    /** A running tool has something to tell and goes on behind the conversation. */
    record ToolUpdated(String callId, String message) implements Stimulus {}

    /** A running tool's speech must not be interrupted any more. Answered by {@link Effect.Answered}. */
    record InterruptionsDisallowed(long askId, String speechId) implements Stimulus {}

    /** A tool waits until what its speech had to say before was heard. Answered by {@link Effect.Answered}. */
    record PlayoutAwaited(long askId, String speechId) implements Stimulus {}

    /** A tool is to say something in silences while it works. */
    record FillerBegun(String fillerId, String callId, String speechId, Filler filler) implements Stimulus {}

    record FillerEnded(String fillerId) implements Stimulus {}

    /** A tool waits until nobody speaks, and has the floor from then on. Answered by {@link Effect.Answered}. */
    record FloorAsked(long askId, String callId) implements Stimulus {}

    record FloorReleased(String callId) implements Stimulus {}

    record TimerFired(Timer timer) implements Stimulus {}
}
