package dev.parley.session;

/** What of the agent goes out, and whether it does: LiveKit Agents' {@code session.output}. Thread-safe. */
public interface SessionOutput {

    /** The agent has a voice again, from the next speech on that begins. Idempotent. */
    void enableAudio();

    /**
     * What the agent says is text alone from the next speech on that begins, and counts as heard when it is written; no voice is
     * asked, and of what a realtime model speaks only the words are used. What is being said is said to its end, unless it is
     * interrupted. Sounds behind the voice go on. Idempotent; may be called before the session starts.
     */
    void disableAudio();

    /** Whether the agent has a voice; so it has at first. */
    boolean audioEnabled();

    /** The agent's words are shown again, from the next ones on. Idempotent. */
    void enableTranscription();

    /**
     * The agent's words are not shown any more: there are no {@link SessionEvent.AgentTranscript} events, and with them nothing of
     * them in a room or at a client. The conversation keeps them. Idempotent; may be called before the session starts.
     */
    void disableTranscription();

    /** Whether the agent's words are shown; so they are at first. */
    boolean transcriptionEnabled();
}
