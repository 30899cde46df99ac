package dev.parley.worker.http;

import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.CallEndedException;

/** A request that can't be done, with what its sender is told. */
final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StatusCode status;
    private final String error;

    private ApiFailure(StatusCode status, String error, String detail) {
        super(detail);
        this.status = status;
        this.error = error;
    }

    static ApiFailure noSession(String id) {
        return new ApiFailure(
                StatusCodes.NOT_FOUND,
                "no session",
                "call: " + id + " (expected: a started call; POST /api/calls/" + id + "/start first)");
    }

    static ApiFailure badRequest(String detail) {
        return new ApiFailure(StatusCodes.BAD_REQUEST, "bad request", detail);
    }

    static ApiFailure tooLarge(long limit) {
        return new ApiFailure(
                StatusCodes.CONTENT_TOO_LARGE,
                "too large",
                "body: larger than " + limit + " bytes (expected: at most that); send it in parts");
    }

    static ApiFailure unsupported(String what, String value, String rule) {
        return new ApiFailure(
                StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                "unsupported media type",
                what + ": " + value + " (expected: " + rule + ")");
    }

    static ApiFailure unauthorized() {
        return new ApiFailure(
                StatusCodes.UNAUTHORIZED,
                "unauthorized",
                "API key: missing or wrong (expected: Authorization: Bearer <key>, X-Api-Key: <key> or ?api_key=<key>)");
    }

    static ApiFailure forbidden(String detail) {
        return new ApiFailure(StatusCodes.FORBIDDEN, "forbidden", detail);
    }

    static ApiFailure refused(Assignment.Refused refused) {
        return refused.why() == Assignment.Why.EXISTS
                ? new ApiFailure(StatusCodes.CONFLICT, "call exists", refused.detail())
                : new ApiFailure(StatusCodes.SERVICE_UNAVAILABLE, "no room", refused.detail());
    }

    static ApiFailure callEnded(CallEndedException ended) {
        return new ApiFailure(StatusCodes.INTERNAL_SERVER_ERROR, "call failed", String.valueOf(ended.getMessage()));
    }

    /** A call that ended with the node that ran it. */
    static ApiFailure callLost(String id, String node) {
        return new ApiFailure(
                StatusCodes.GONE,
                "call lost",
                "call: " + id + " has ended: its node " + node + " is gone (expected: a running call); start it again");
    }

    static ApiFailure nodeGone(NodeGoneException gone) {
        return new ApiFailure(StatusCodes.GONE, "call lost", gone.getMessage() + "; start the call again");
    }

    static ApiFailure noCluster() {
        return new ApiFailure(
                StatusCodes.NOT_FOUND,
                "no cluster",
                "cluster: none (expected: a server that was started with --seed-nodes or parley.cluster.seed-nodes)");
    }

    static ApiFailure overloaded(String detail) {
        return new ApiFailure(StatusCodes.SERVICE_UNAVAILABLE, "overloaded", detail);
    }

    static ApiFailure broken() {
        return new ApiFailure(
                StatusCodes.INTERNAL_SERVER_ERROR, "internal error", "request: failed; see the log of this worker");
    }

    static ApiFailure notFound(String path) {
        return new ApiFailure(
                StatusCodes.NOT_FOUND,
                "not found",
                "path: " + path + " (expected: /, /health, /metrics, /worker or /api/…)");
    }

    static ApiFailure wrongMethod(String method, String path) {
        return new ApiFailure(
                StatusCodes.METHOD_NOT_ALLOWED,
                "method not allowed",
                "method: " + method + " of " + path + " (expected: the other of GET and POST)");
    }

    StatusCode status() {
        return status;
    }

    String error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
