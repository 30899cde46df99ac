package dev.parley.session;

/** What a session takes from its caller, and whether it does: LiveKit Agents' {@code session.input}. Thread-safe. */
public interface SessionInput {

    /** Listens to the caller again, from the next frame of audio on. Idempotent. */
    void enableAudio();

    /**
     * Takes no audio any more, whatever comes in: neither the detector of voice, nor a recogniser, nor a realtime model hears any.
     * What was heard so far stays, and two seconds of silence come behind it, so that the end of what was being said is found.
     * The silence takes the place of audio that goes on to come in: without any, there is none, and the turn stays open.
     * {@link AgentSession#commitAudio} ends the turn at once, {@link AgentSession#clearAudio} forgets it. Typed text is taken
     * as ever. Idempotent; may be called before the session starts.
     */
    void disableAudio();

    /** Whether audio is listened to; so it is at first. */
    boolean audioEnabled();
}
