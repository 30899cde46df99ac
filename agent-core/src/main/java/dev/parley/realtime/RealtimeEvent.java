package dev.parley.realtime;

import dev.parley.chat.ChatRole;
import java.time.Duration;
import java.util.List;

/** What a realtime session tells, in LiveKit Agents' terms. */
public sealed interface RealtimeEvent {

    /** The caller speaks; an answer that was being made is cancelled by the model if it takes turns by itself. */
    record InputSpeechStarted() implements RealtimeEvent {}

    /** The caller is silent again. */
    record InputSpeechStopped() implements RealtimeEvent {}

    /** A turn of the caller's has become an item of the conversation. */
    record InputCommitted(String itemId) implements RealtimeEvent {}

    /**
     * What the caller said.
     *
     * @param text all of the item so far
     */
    record InputTranscription(String itemId, String text, boolean isFinal) implements RealtimeEvent {}

    /**
     * An answer begins.
     *
     * @param replyId as asked for; made up if the model answers by itself
     * @param userInitiated whether it was asked for
     */
    record GenerationCreated(String replyId, boolean userInitiated) implements RealtimeEvent {}

    /** An answer has a message; its text and audio come by {@link RealtimeMessage#deliverTo}. */
    record MessageStarted(String replyId, RealtimeMessage message) implements RealtimeEvent {}

    /**
     * An answer asks for a tool.
     *
     * @param arguments a JSON object as text, as the model wrote it
     */
    record ToolCalled(String replyId, String callId, String name, String arguments) implements RealtimeEvent {}

    /**
     * An answer is over; its messages have ended before.
     *
     * @param detail why, unless it is complete
     */
    record GenerationEnded(String replyId, Outcome outcome, String detail) implements RealtimeEvent {}

    /** How an answer ended. */
    enum Outcome {
        COMPLETED,
        /** By the caller's speech or by {@link RealtimeSession#cancel}. */
        CANCELLED,
        /** It hit a limit of length or content. */
        INCOMPLETE,
        FAILED,
        /** The connection broke in the middle of it. */
        CUT_OFF
    }

    /** The connection is there, for the first time. */
    record SessionConnected() implements RealtimeEvent {}

    /**
     * There is a new connection with the old conversation.
     *
     * @param gap how long there was none; zero if the new one stood before the old one went
     */
    record SessionReconnected(Duration gap, String why) implements RealtimeEvent {}

    /** The provider's conversation has an item more that nobody here has put into it. */
    record RemoteItemAdded(String itemId, ChatRole role) implements RealtimeEvent {}

    record ErrorOccurred(RealtimeFailure failure) implements RealtimeEvent {}

    /**
     * What an answer, or a transcription, took.
     *
     * @param replyId empty for a transcription, and for an answer that was over already
     */
    record UsageReported(String replyId, RealtimeUsage usage) implements RealtimeEvent {}

    record RateLimitsUpdated(List<RateLimit> limits) implements RealtimeEvent {
        public RateLimitsUpdated {
            limits = List.copyOf(limits);
        }
    }

    /**
     * What is left of an allowance.
     *
     * @param name {@code requests} or {@code tokens}
     * @param reset until it is whole again
     */
    record RateLimit(String name, long limit, long remaining, Duration reset) {}

    /** The last event. */
    record SessionEnded() implements RealtimeEvent {}
}
