package dev.parley.worker.job;

import java.util.Locale;

/**
 * How a worker is doing.
 *
 * @param activeJobs calls that hold a place
 * @param load 0 to 1
 */
public record WorkerStatus(String agentName, Phase phase, int activeJobs, int capacity, double load) {

    /** Whether it takes calls. */
    public enum Phase {
        ACCEPTING,
        DRAINING;

        /** As on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
