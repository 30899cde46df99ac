package dev.parley.worker.health;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.worker.health.HealthReport.Check;
import dev.parley.worker.health.HealthReport.Status;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers {@code /health} and {@code /worker}. Degraded: no room for a further call, draining, or something beside the worker is
 * not well. Down, with 503: the
 * worker's supervisor or manager doesn't answer, or the actors' threads are starved. Thread-safe.
 */
public final class HealthServer {
    private static final Duration STARVED = Duration.ofSeconds(2);
    /** Of LiveKit's agent protocol. */
    private static final int PROTOCOL_VERSION = 1;

    private final Calls calls;
    private final DispatcherProbe probe;
    private final CompletionStage<?> supervisorStopped;
    private final WorkerIdentity identity;
    private final Supplier<List<Check>> others;

    /**
     * A server for one worker.
     *
     * @param supervisorStopped completes when the worker's supervisor is dead
     * @param identity what doesn't change while it runs
     * @param others what else belongs to the worker's health; does not block
     */
    public HealthServer(
            Calls calls,
            DispatcherProbe probe,
            CompletionStage<?> supervisorStopped,
            WorkerIdentity identity,
            Supplier<List<Check>> others) {
        this.calls = calls;
        this.probe = probe;
        this.supervisorStopped = supervisorStopped;
        this.identity = identity;
        this.others = others;
    }

    /** The answer to {@code GET /health}; never fails. */
    public CompletionStage<HttpResponse> health() {
        return report().thenApply(HealthServer::answer);
    }

    /** {@code OK}, or 503 with what is down: LiveKit's answer for load balancers; never fails. */
    public CompletionStage<HttpResponse> liveness() {
        return report().thenApply(report -> report.status() == Status.DOWN
                ? HttpResponse.create()
                        .withStatus(StatusCodes.SERVICE_UNAVAILABLE)
                        .withEntity(report.problems())
                : HttpResponse.create().withEntity("OK"));
    }

    /** The answer to {@code GET /worker}: LiveKit's fields and the capacity. */
    public CompletionStage<HttpResponse> worker() {
        return calls.status().thenApply(this::describe);
    }

    CompletionStage<HealthReport> report() {
        return calls.status()
                .thenApply(status -> List.of(supervisor(), threads(), capacity(status), phase(status)))
                .exceptionally(problem -> List.of(supervisor(), threads(), silent()))
                .thenApply(own -> new HealthReport(
                        Stream.concat(own.stream(), others.get().stream()).toList()));
    }

    private Check supervisor() {
        return supervisorStopped.toCompletableFuture().isDone()
                ? new Check("supervisor", Status.DOWN, "supervisor: stopped (expected: running); restart the worker")
                : new Check("supervisor", Status.HEALTHY, "running");
    }

    private Check threads() {
        Duration lag = probe.lag();
        return lag.compareTo(STARVED) > 0
                ? new Check(
                        "dispatcher",
                        Status.DOWN,
                        "dispatcher lag: " + lag.toMillis() + " ms (expected: at most " + STARVED.toMillis()
                                + " ms); look for code that blocks the actors' threads")
                : new Check("dispatcher", Status.HEALTHY, "lag " + lag.toMillis() + " ms");
    }

    private static Check capacity(WorkerStatus status) {
        String used = status.activeJobs() + " of " + status.capacity() + " calls";
        return status.activeJobs() >= status.capacity()
                ? new Check("capacity", Status.DEGRADED, used + "; new ones are refused")
                : new Check("capacity", Status.HEALTHY, used);
    }

    private static Check phase(WorkerStatus status) {
        return status.phase() == WorkerStatus.Phase.DRAINING
                ? new Check("worker", Status.DEGRADED, "draining; new calls are refused")
                : new Check("worker", Status.HEALTHY, "accepting");
    }

    private static Check silent() {
        return new Check("worker", Status.DOWN, "worker manager: no answer (expected: within 5 s); see the log");
    }

    private static HttpResponse answer(HealthReport report) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", report.status().wireName());
        ObjectNode checks = body.putObject("checks");
        for (Check check : report.checks()) {
            checks.putObject(check.name())
                    .put("status", check.status().wireName())
                    .put("detail", check.detail());
        }
        return response(report.status() == Status.DOWN ? StatusCodes.SERVICE_UNAVAILABLE : StatusCodes.OK, body);
    }

    private HttpResponse describe(WorkerStatus status) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("agent_name", status.agentName());
        body.put("worker_type", identity.workerType());
        body.put("active_jobs", status.activeJobs());
        body.put("max_jobs", status.capacity());
        body.put("worker_load", status.load());
        body.put("sdk_version", identity.version());
        body.put("protocol_version", PROTOCOL_VERSION);
        body.put("state", status.phase().wireName());
        identity.clusterNode().ifPresent(node -> body.put("cluster_node", node));
        return response(StatusCodes.OK, body);
    }

    private static HttpResponse response(StatusCode status, ObjectNode body) {
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.APPLICATION_JSON, body + "\n");
    }
}
