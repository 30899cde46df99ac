package dev.parley.session;

import dev.parley.chat.ChatItem;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.SessionUsage;
import dev.parley.realtime.RealtimeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that happened in a session. Names and payloads follow LiveKit Agents where it has the event. */
public sealed interface SessionEvent {

    /** When it happened; user and agent states are dated back to the real start or end of speech. */
    Instant at();

    /** The type's name on the wire: the class's name in lower case with underscores. */
    default String type() {
        return EventNames.of(getClass());
    }

    /** The agent has entered. */
    record SessionStarted(Instant at, String sessionId, String agentId) implements SessionEvent {}

    /** The caller typed this. */
    record TextReceived(Instant at, String text) implements SessionEvent {}

    record UserStateChanged(Instant at, UserState oldState, UserState newState) implements SessionEvent {}

    record AgentStateChanged(Instant at, AgentState oldState, AgentState newState) implements SessionEvent {}

    /**
     * The caller's words were recognised.
     *
     * @param transcript while not final: what has been understood of the utterance so far
     * @param language such as {@code en}; empty if the recogniser does not say
     * @param speakerId who of several speaks; empty if the recogniser does not tell speakers apart
     * @param itemId the realtime model's id of the message that this is; empty for words of a recogniser
     */
    record UserInputTranscribed(
            Instant at,
            String transcript,
            boolean isFinal,
            Optional<String> language,
            Optional<String> speakerId,
            Optional<String> itemId)
            implements SessionEvent {

        /** Words of which nothing more is known. */
        public UserInputTranscribed(Instant at, String transcript, boolean isFinal) {
            this(at, transcript, isFinal, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** The caller's turn is over and will be answered, unless it is {@linkplain UserTurnDropped dropped}. */
    record UserTurnCommitted(Instant at, String transcript) implements SessionEvent {}

    /**
     * A turn of the caller's that was committed or typed gets no reply; or what the caller said over a speech that must not be
     * interrupted is no turn at all, and not told as committed.
     *
     * @param reason {@code stopped} or {@code failed} by the agent's own code, {@code closed} with the session, {@code drained}
     *     before its end ({@link AgentSession#drain}), {@code skipped} by the host ({@link CommitOptions#withoutReply}), {@code
     *     unanswered} by an agent without a language model, or {@code uninterruptible} for the speech it was said over
     */
    record UserTurnDropped(Instant at, String transcript, String reason) implements SessionEvent {}

    /**
     * The caller spoke, and no final transcript came of it in time.
     *
     * @param speechDuration all speech of the turn so far
     * @param speechStartedAt when the first of it began
     */
    record UserTranscriptionTimeout(Instant at, Duration speechDuration, Instant speechStartedAt)
            implements SessionEvent {}

    /**
     * The caller has gone on for longer than the limit allows, and the agent may cut in.
     *
     * @param transcript of the turn that is going on
     * @param accumulatedTranscript all since the agent last began to speak
     * @param accumulatedWordCount its words
     * @param duration since the first speech of it
     */
    record UserTurnExceeded(
            Instant at, String transcript, String accumulatedTranscript, int accumulatedWordCount, Duration duration)
            implements SessionEvent {}

    /** The caller is not listened to any more, or is again. */
    record UserMuteChanged(Instant at, boolean muted) implements SessionEvent {}

    /**
     * The agent has spoken, and the caller has not answered in time.
     *
     * @param count how many times in a row
     */
    record UserTurnIdle(Instant at, int count) implements SessionEvent {}

    /**
     * An agent makes room for another or takes over, which lasts as long as what is still said and its own code. The first agent
     * has entered with {@link SessionStarted}; who takes over from whom is the item between the two.
     */
    record AgentPresenceChanged(Instant at, String agentId, AgentPresence presence) implements SessionEvent {}

    /** How far an agent is in or out. */
    enum AgentPresence {
        /** Another agent is to talk, once what this one has begun is over; may be called off. */
        LEAVING,
        /** Its {@code onExit} runs. */
        EXITING,
        /** That has returned, or taken too long. */
        EXITED,
        /** It talks; its {@code onEnter} runs. */
        ENTERING,
        /** That has returned. */
        ENTERED,
        /** It talks again: the task that it has waited for is over. */
        RETURNED
    }

    record ConversationItemAdded(Instant at, ChatItem item) implements SessionEvent {}

    /**
     * The agent is going to say something.
     *
     * @param userInitiated whether it was asked for by {@code say} or {@code generateReply} rather than by a turn
     * @param source whether what it says is given or is to be thought of
     */
    record SpeechCreated(Instant at, String speechId, boolean userInitiated, SpeechSource source)
            implements SessionEvent {}

    /** Where a speech comes from. */
    enum SpeechSource {
        SAY,
        GENERATE_REPLY
    }

    /** A piece of the agent's text, in step with the voice: it has just begun to be heard. */
    record AgentTranscript(Instant at, String speechId, String delta) implements SessionEvent {}

    /**
     * A speech is over.
     *
     * @param heard what of its text was heard
     * @param played how long its audio was heard
     */
    record SpeechFinished(Instant at, String speechId, String heard, Duration played, boolean interrupted)
            implements SessionEvent {}

    /** The agent's voice was cut: what is buffered downstream must not be played any more. */
    record PlaybackCleared(Instant at, String speechId) implements SessionEvent {}

    /** The caller's sound came to nothing: the speech that was paused for it goes on. */
    record AgentFalseInterruption(Instant at, String speechId, boolean resumed) implements SessionEvent {}

    record ToolCallStarted(Instant at, FunctionCall call) implements SessionEvent {}

    /** A tool call has got on. */
    record ToolExecutionUpdated(Instant at, ToolExecution update) implements SessionEvent {}

    /** All tools that one answer asked for have ended; outputs stand in the order of completion. */
    record FunctionToolsExecuted(Instant at, List<FunctionCall> calls, List<FunctionCallOutput> outputs)
            implements SessionEvent {
        public FunctionToolsExecuted {
            calls = List.copyOf(calls);
            outputs = List.copyOf(outputs);
        }
    }

    /** An answer was first heard. */
    record MetricsCollected(Instant at, String speechId, TurnMetrics metrics) implements SessionEvent {}

    /** A model was measured, or a turn's end. */
    record AgentMetricsCollected(Instant at, AgentMetrics metrics) implements SessionEvent {}

    /** What the session has used by now. */
    record SessionUsageUpdated(Instant at, SessionUsage usage) implements SessionEvent {}

    /** What is left of the allowances at a realtime model's provider. */
    record RateLimitsUpdated(Instant at, List<RealtimeEvent.RateLimit> limits) implements SessionEvent {
        public RateLimitsUpdated {
            limits = List.copyOf(limits);
        }
    }

    /**
     * A model or a tool failed; the session goes on unless it says so by {@link SessionClosed}.
     *
     * @param source {@code stt}, {@code llm}, {@code tts}, {@code vad}, {@code tool}, {@code agent},
     *     {@code turn_detector}
     * @param recoverable whether it is tried again by itself; such errors are not counted against the session
     */
    record ErrorOccurred(Instant at, String source, String message, boolean recoverable) implements SessionEvent {

        /** An error that nobody tries to undo. */
        public ErrorOccurred(Instant at, String source, String message) {
            this(at, source, message, false);
        }
    }

    /** The last event. */
    record SessionClosed(Instant at, CloseReason reason) implements SessionEvent {}
}
