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
    record Refused(Why why, String detail) implements Assignment {}

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
