package dev.parley.realtime.openai.wire;

/** Takes what comes often, as it is read. */
public interface Deltas {

    /** More of a message's audio, in the session's codec. The bytes are the receiver's to keep. */
    void audio(String responseId, String itemId, byte[] bytes);

    /** More of a message's text, or of the transcript of its audio. */
    void text(String responseId, String itemId, String delta);
}
