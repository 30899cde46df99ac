package dev.parley.vad;

import dev.parley.audio.AudioFrame;
import java.util.List;

/**
 * The detector's state for one call; to start over, open another stream.
 *
 * <p>Not thread-safe: frames come from one thread at a time, in the order in which they were spoken. Holds no resource,
 * so there is nothing to close.
 */
@FunctionalInterface
public interface VadStream {

    /**
     * Listens to the next frame, of any length, and returns what it made certain: nearly always nothing. Started and
     * ended alternate, beginning with started.
     *
     * @throws IllegalArgumentException if the frame's format is not the one the stream was opened with
     */
    List<VadEvent> accept(AudioFrame frame);
}
