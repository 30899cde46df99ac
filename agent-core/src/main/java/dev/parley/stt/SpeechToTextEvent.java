package dev.parley.stt;

/** What a streaming recogniser reports. */
public sealed interface SpeechToTextEvent {

    /** What the utterance seems to be so far; replaces the interim text before. */
    record Interim(String text) implements SpeechToTextEvent {}

    /** What the utterance was; it will not change any more. */
    record Final(Transcript transcript) implements SpeechToTextEvent {}
}
