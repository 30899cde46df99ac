package dev.parley.stt;

/** What a streaming recogniser reports. */
public sealed interface SpeechToTextEvent {

    Transcript transcript();

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
}
