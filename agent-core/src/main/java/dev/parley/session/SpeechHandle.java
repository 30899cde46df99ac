package dev.parley.session;

import akka.Done;
import java.util.concurrent.CompletionStage;

/** Something the agent says or is about to say. Thread-safe. */
public interface SpeechHandle {

    String id();

    /**
     * Completes when the speech is over, with what was heard of it. Never fails: a speech that could not be made is over
     * with nothing heard, and the reason is an {@link SessionEvent.ErrorOccurred}.
     */
    CompletionStage<Outcome> whenDone();

    /** Stops it. Completes when it is silent; fails if it must not be interrupted. */
    CompletionStage<Done> interrupt();

    /** From now on it is said to its end. Completes once that holds; fails if it is over or was interrupted. */
    CompletionStage<Done> disallowInterruptions();

    /**
     * How a speech ended.
     *
     * @param heard what of its text the caller heard
     */
    record Outcome(String heard, boolean interrupted) {}
}
