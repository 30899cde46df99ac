package dev.parley.worker.metrics;

/** Every metric of the worker: this list is its documentation. The JVM's own come from Micrometer beside it. */
public enum WorkerMetric {
    JOBS_ACTIVE("parley.jobs.active", "Calls that hold a place, from reservation until nothing of them is left."),
    JOBS_CAPACITY("parley.jobs.capacity", "Calls that the worker hosts at most at once."),
    WORKER_LOAD("parley.worker.load", "The higher of calls against capacity and CPU load, 0 to 1."),
    JOBS_ACCEPTED("parley.jobs.accepted", "Calls taken."),
    JOBS_REFUSED("parley.jobs.refused", "Calls refused, by reason: full, draining, busy, exists."),
    JOBS_ENDED("parley.jobs.ended", "Calls ended, by kind: completed, failed, shutdown."),
    TURNS("parley.turns", "Turns of callers that were committed."),
    TURN_LATENCY("parley.turn.latency", "Parts of the time to an answer, by part, as LiveKit Agents measures them."),
    TOOL_CALLS("parley.tool.calls", "Tool calls that ended, by outcome: ok, error."),
    INTERRUPTIONS("parley.interruptions", "Speeches of the agent that the caller cut off."),
    SESSION_ERRORS("parley.session.errors", "Errors that sessions reported, by source."),
    DROPPED_FRAMES("parley.audio.dropped.frames", "Audio frames dropped because a caller did not read them in time."),
    SLOW_CALLERS("parley.callers.slow", "Sockets closed because a caller did not read its events."),
    LIVEKIT_LINKS("parley.livekit.links", "LiveKit servers that the worker is to be registered with."),
    LIVEKIT_REGISTERED("parley.livekit.registered", "LiveKit servers that the worker is registered with now."),
    LIVEKIT_CONNECTS("parley.livekit.connects", "Attempts to connect to LiveKit servers."),
    LIVEKIT_OFFERS(
            "parley.livekit.offers",
            "Offers of LiveKit jobs, by outcome: accepted, rejected, unanswered, full, busy, draining, duplicate."),
    LIVEKIT_ANSWERS(
            "parley.livekit.answers",
            "Time from the arrival of an offer to its answer, the request handler's included."),
    PLACEMENTS(
            "parley.cluster.placements",
            "Time until a call had a place in the cluster, by outcome: here, there, nowhere. Waiting for one counts."),
    HTTP_REQUESTS("parley.http.requests", "Answered HTTP requests, by method and status."),
    DISPATCHER_LAG("parley.dispatcher.lag", "How late the last probe of the actors' dispatcher ran, in seconds.");

    private final String metricName;
    private final String description;

    WorkerMetric(String metricName, String description) {
        this.metricName = metricName;
        this.description = description;
    }

    /** Micrometer's name; Prometheus shows it with underscores and, for counters, {@code _total}. */
    public String metricName() {
        return metricName;
    }

    public String description() {
        return description;
    }
}
