package dev.parley.realtime;

import dev.parley.audio.AudioFormat;
import java.util.Set;
import java.util.function.Consumer;

/** A model that hears and speaks. Thread-safe; one serves many sessions. */
public interface RealtimeModel {

    /** Short name for logs and metrics. */
    String name();

    Set<RealtimeCapability> capabilities();

    default boolean can(RealtimeCapability capability) {
        return capabilities().contains(capability);
    }

    /** Format it wants the caller's audio in; whoever pushes audio resamples. */
    AudioFormat inputFormat();

    /** Format of the audio it gives. */
    AudioFormat outputFormat();

    /**
     * Opens a conversation. Returns at once and connects on its own; what is asked of the session before it is connected
     * is done then.
     *
     * @param listener is told everything in its order, one event at a time; must not block
     */
    RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener);
}
