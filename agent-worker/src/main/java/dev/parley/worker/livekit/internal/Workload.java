package dev.parley.worker.livekit.internal;

import java.time.Duration;

/**
 * How busy the worker is.
 *
 * @param cpu 0 to 1, of what the container may use
 * @param lag how late the actors' threads are
 * @param taken places that are held, for offers too
 * @param capacity places there are
 */
public record Workload(double cpu, Duration lag, int taken, int capacity) {
    private static final double FULL_LAG = 1e9;
    /** Load from which a LiveKit server gives a worker nothing, whatever its status; fixed in the server's configuration. */
    private static final double SERVERS_TARGET = 0.7;

    /** Nothing to do. */
    public static Workload idle(int capacity) {
        return new Workload(0, Duration.ZERO, 0, capacity);
    }

    /**
     * Load of CPU and threads as it will be when the jobs that are promised run too, each taking as much as those that run take on
     * average. A lag of a second counts as fully loaded.
     *
     * @param running jobs that run
     * @param promised jobs that are accepted and don't run yet
     */
    double expected(int running, int promised) {
        double each = running == 0 ? 0 : cpu / running;
        return Math.min(1, Math.max(cpu + each * promised, lag.toNanos() / FULL_LAG));
    }

    boolean hasRoom() {
        return taken < capacity;
    }

    /**
     * What is reported, 0 to 1: the higher of load against its threshold and calls against capacity, both on the server's scale. A
     * server offers nothing from 0.7 on, so that is where this worker's own limits are put: below it as long as it takes jobs, even
     * the last place's.
     */
    double reported(double expected, double threshold) {
        double places = hasRoom() ? SERVERS_TARGET * taken / capacity : 1;
        return Math.min(1, Math.max(places, SERVERS_TARGET * expected / threshold));
    }
}
