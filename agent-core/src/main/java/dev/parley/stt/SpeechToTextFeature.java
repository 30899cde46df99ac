package dev.parley.stt;

/** What some recognisers can do beside recognising. */
public enum SpeechToTextFeature {
    /** Tells who speaks, {@link Transcript#speakerId}. */
    DIARIZATION,
    /** Listens for terms that it is told of. */
    KEYTERMS,
    /** Takes into account what was said, {@link SpeechToText#stream(java.util.List, Conversation)}. */
    CHAT_CONTEXT,
    /** Knows when each word was said. */
    ALIGNED_WORDS,
    /** Knows when each part of a transcript was said. */
    ALIGNED_CHUNKS,
    /**
     * Its stream takes an empty frame for: what was heard so far is to be recognised now. A session gives it one with each end of
     * speech that its detector finds, and with {@code commitAudio}, which then needs no silence.
     */
    MANUAL_FLUSH,
    /** Streams only: {@link SpeechToText#recognize} is of no use. */
    STREAM_ONLY
}
