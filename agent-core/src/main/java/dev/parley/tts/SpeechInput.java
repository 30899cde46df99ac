package dev.parley.tts;

/** What a voice that streams is told of a text as it is written. */
public sealed interface SpeechInput {

    /** More text, in any granularity; the whole text is all of them joined. */
    record Text(String text) implements SpeechInput {}

    /** What has come so far is to be spoken now, though it may end within a sentence. The text's own end does the same. */
    record Flush() implements SpeechInput {}
}
