package dev.parley.worker.job;

import java.util.Locale;

/** The manager's answer to a request for a call. */
public sealed interface Assignment {

    /** The call has a place and its entry point is going to run. */
    record Accepted(Call call) implements Assignment {}

    /**
     * It was refused.
     *
     * @param detail for people: what, value, rule
     */
    record Refused(Why why, String detail) implements Assignment {

        static Refused busy(double cpu, double most) {
            return new Refused(
                    Why.BUSY,
                    "CPU load: " + cpu + " (expected: below " + most
                            + " for a new call); try again later or on another worker");
        }

        static Refused full(int capacity) {
            return new Refused(
                    Why.FULL,
                    "calls: " + capacity
                            + " running (expected: fewer than parley.worker.max-jobs); try again later or on another worker");
        }

        static Refused placeLost(String id) {
            return new Refused(Why.FULL, "call: " + id + " has lost its place (expected: one that is held for it)");
        }

        static Refused draining() {
            return new Refused(Why.DRAINING, "worker: draining (expected: one that takes calls); try another worker");
        }

        /** The call begins or ends at this moment. */
        public static Refused changing(String id) {
            return new Refused(
                    Why.EXISTS,
                    "call: " + id
                            + " is about to begin or has just ended (expected: one that runs, or an id that is free);"
                            + " try again");
        }

        public static Refused doubled(String id) {
            return new Refused(
                    Why.EXISTS, "call: " + id + " is running (expected: an id that is free); end it or choose another");
        }
    }

    /** Reasons to refuse a call. */
    enum Why {
        FULL,
        DRAINING,
        /** The CPU load is above the limit. */
        BUSY,
        /** A call with this id is running. */
        EXISTS;

        /** As in metrics. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
