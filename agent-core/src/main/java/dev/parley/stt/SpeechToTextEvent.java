package dev.parley.stt;

import java.time.Duration;

/** What a streaming recogniser reports. */
public sealed interface SpeechToTextEvent {

    /** What is understood; nothing where the event tells of something else. */
    default Transcript transcript() {
        return Transcript.nothing();
    }

    /** What the utterance seems to be so far; replaces the interim text before. */
    record Interim(Transcript transcript) implements SpeechToTextEvent {

        /** Text of which nothing more is known. */
        public Interim(String text) {
            this(new Transcript(text, 0));
        }

        public String text() {
            return transcript.text();
        }
    }

    /**
     * What the utterance will be, unless the caller goes on: as an interim transcript, and sure enough to begin an answer to it
     * ahead of the final one. LiveKit Agents' {@code PREFLIGHT_TRANSCRIPT}, such as an eager end of turn of a recogniser that
     * detects turns.
     */
    record Preflight(Transcript transcript) implements SpeechToTextEvent {}

    /** What the utterance was; it will not change any more. */
    record Final(Transcript transcript) implements SpeechToTextEvent {}

    /**
     * The recogniser hears the caller begin to speak. Of use where it ends turns, {@code TurnDetection.STT}: the turn does not
     * end before its {@link EndOfSpeech} then.
     *
     * @param ago how long ago the speech began; zero if that is not known
     */
    record StartOfSpeech(Duration ago) implements SpeechToTextEvent {

        /** Now. */
        public StartOfSpeech() {
            this(Duration.ZERO);
        }
    }

    /**
     * The recogniser finds that the caller has finished. Of use where it ends turns, {@code TurnDetection.STT}: the turn is over
     * after the endpointing delay.
     *
     * @param ago how long ago the speech ended; zero if that is not known
     */
    record EndOfSpeech(Duration ago) implements SpeechToTextEvent {

        /** Now. */
        public EndOfSpeech() {
            this(Duration.ZERO);
        }
    }

    /**
     * What the provider charges for, since it last told. A recogniser that tells it is measured by it, and no longer by the audio
     * that it was given.
     */
    record RecognitionUsage(Duration audio) implements SpeechToTextEvent {}
}
