package dev.parley.worker.cluster.internal;

/**
 * How busy a node is.
 *
 * @param capacity calls at once, a hard limit
 * @param taken places that are held or used
 * @param cpu 0 to 1
 * @param lagMillis how late the actors' threads are
 * @param busy whether its CPU is above the limit from which it refuses calls
 * @param draining whether it takes no more calls
 */
public record NodeLoad(int capacity, int taken, double cpu, long lagMillis, boolean busy, boolean draining) {
    /** Of a node that hasn't said yet. */
    public static final NodeLoad UNKNOWN = new NodeLoad(0, 0, 0, 0, false, false);

    /** Whether another call may come while so many have been asked for and not answered. */
    boolean hasRoom(int asked) {
        return isOpen() && taken + asked < capacity;
    }

    /** Whether it takes calls at all at the moment. */
    public boolean isOpen() {
        return !draining && !busy;
    }

    /** What part of its places is in use, 0 to 1; more once it is asked for more than it has. */
    double share(int asked) {
        return capacity == 0 ? 1 : (double) (taken + asked) / capacity;
    }

    NodeLoad full() {
        return new NodeLoad(capacity, capacity, cpu, lagMillis, busy, draining);
    }

    NodeLoad drained() {
        return new NodeLoad(capacity, taken, cpu, lagMillis, busy, true);
    }
}
