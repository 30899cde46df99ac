package dev.parley.speech;

import java.time.Duration;

/**
 * The beat to which all calls of a process send their audio. One clock serves them all, so that hundreds of calls cost
 * one thread and no timers.
 */
public interface MediaClock {

    /** From one beat to the next, and the length of the frames that are sent. */
    Duration PERIOD = Duration.ofMillis(20);

    /**
     * Calls at each beat, on the clock's thread; the call must take microseconds and must not block.
     *
     * @return ends the calls; idempotent
     */
    Runnable onBeat(Runnable listener);
}
