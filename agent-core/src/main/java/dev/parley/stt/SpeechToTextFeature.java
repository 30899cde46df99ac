package dev.parley.stt;

/** What some recognisers can do beside recognising. */
public enum SpeechToTextFeature {
    /** Tells who speaks, {@link Transcript#speakerId}. */
    DIARIZATION,
    /** Listens for terms that it is told of. */
    KEYTERMS,
    /** Knows when each word was said. */
    ALIGNED_WORDS,
    /** Knows when each part of a transcript was said. */
    ALIGNED_CHUNKS
}
