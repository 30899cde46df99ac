package dev.parley.worker.job;

/** A call ended before what was asked of it. */
public final class CallEndedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient JobEnd end;

    CallEndedException(String callId, JobEnd end) {
        super("call: " + callId + " has ended: " + end.reason());
        this.end = end;
    }

    public JobEnd end() {
        return end;
    }
}
