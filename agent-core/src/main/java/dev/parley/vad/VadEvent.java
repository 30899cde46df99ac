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
     * The caller is silent, and it is not known yet whether for a moment or at the end of its speech.
     *
     * @param at position at which the silence began
     * @param silence how long it has been silent when this was reported
     */
    record SpeechPaused(Duration at, Duration silence) implements VadEvent {}

    /**
     * It was for a moment: the speech goes on.
     *
     * @param at position at which the voice came back
     * @param lasted for how long it has been back when this was reported
     */
    record SpeechResumed(Duration at, Duration lasted) implements VadEvent {}

    /**
     * The caller has stopped speaking.
     *
     * @param at position of the real end of speech
     * @param silence how long it has been silent when this was reported
     */
    record SpeechEnded(Duration at, Duration silence) implements VadEvent {}
}
