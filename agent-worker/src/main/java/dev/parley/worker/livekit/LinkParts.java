package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.JobEnvironment;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What a link works with.
 *
 * @param name of its actor, the same over restarts
 * @param pool where its jobs find places
 * @param view where its state is told
 * @param api of its server, for its jobs
 * @param clock for tokens and pings
 * @param nanoTime for times between two moments
 */
public record LinkParts(
        String name,
        LiveKitUrl server,
        LiveKitOptions options,
        JobEnvironment environment,
        JobPool pool,
        LinkView view,
        LiveKitApi api,
        Clock clock,
        LongSupplier nanoTime) {

    /**
     * What is to begin with this assignment.
     *
     * @throws IllegalArgumentException if the job's id breaks the rule for calls' ids
     */
    CallRequest call(JobAssignment assignment) {
        return AssignedCall.of(assignment, name, server, api);
    }
}
