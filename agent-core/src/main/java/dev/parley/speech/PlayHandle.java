package dev.parley.speech;

import akka.Done;
import java.util.concurrent.CompletionStage;

/** A sound that is played behind the voice. Thread-safe. */
public interface PlayHandle {

    /** Ends it, by its fade. Idempotent. */
    void stop();

    /** Completes when nothing of it is left to hear; never fails. */
    CompletionStage<Done> whenDone();
}
