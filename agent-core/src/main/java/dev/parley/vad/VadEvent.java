package dev.parley.vad;

import java.time.Duration;

/** A change between speech and silence; positions count from the first sample given to the stream. */
public sealed interface VadEvent {

    /** Position in the audio at which the change really was, which is before it was reported. */
    Duration at();

    /**
     * The caller has begun to speak.
     *
     * @param at position of the real start of speech
     * @param lasted how much speech has been heard when this was reported
     */
    record SpeechStarted(Duration at, Duration lasted) implements VadEvent {}

    /**
     * The caller has stopped speaking.
     *
     * @param at position of the real end of speech
     * @param silence how long it has been silent when this was reported
     */
    record SpeechEnded(Duration at, Duration silence) implements VadEvent {}
}
