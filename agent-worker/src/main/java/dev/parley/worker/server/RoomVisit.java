package dev.parley.worker.server;

import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.JobEnd;
import dev.parley.worker.job.WorkerManager;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One job in one room of a LiveKit server, without registering as a worker and without a port: what LiveKit Agents'
 * {@code connect} does. Thread-safe; no method blocks.
 */
public final class RoomVisit {
    private final Call call;
    private final String identity;
    private final CompletionStage<JobEnd> ended;

    private RoomVisit(Call call, String identity, CompletionStage<JobEnd> ended) {
        this.call = call;
        this.identity = identity;
        this.ended = ended;
    }

    /**
     * Begins a job in this room, which is created if there is none. Completes when the entry point begins; fails with {@code
     * TwirpException} if the server refuses or can't be reached, or with {@link IllegalArgumentException} whose text is for people,
     * and leaves nothing behind then.
     *
     * @param config the whole configuration, resolved
     * @param options of the worker, with exactly one LiveKit server
     * @param agent as whom it joins; without an identity, as {@code agent-<job id>}
     */
    public static CompletionStage<RoomVisit> start(
            Config config, WorkerOptions options, String roomName, JobAcceptArguments agent) {
        Engine engine;
        VisitJob job;
        try {
            job = VisitJob.of(livekit(options), roomName, agent);
            engine = Engine.start(config, options);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return engine.manager
                .thenCombine(room(job.api(), roomName), (manager, room) -> begin(engine, manager, job, room))
                .thenCompose(visit -> visit)
                .handle((visit, problem) -> problem == null
                        ? CompletableFuture.<RoomVisit>completedFuture(visit)
                        : engine.stop().thenCompose(gone -> CompletableFuture.<RoomVisit>failedFuture(problem)))
                .thenCompose(result -> result);
    }

    private static LiveKitOptions livekit(WorkerOptions options) {
        return options.livekit()
                .filter(livekit -> livekit.servers().size() == 1)
                .orElseThrow(() -> new IllegalArgumentException("LiveKit URL: "
                        + options.livekit().map(LiveKitOptions::servers).orElse(List.of())
                        + " (expected: one server, whose room is joined); set LIVEKIT_URL"));
    }

    /** The room of this name, which may have a participant waiting, or a new one. */
    private static CompletionStage<Room> room(LiveKitApi api, String name) {
        return api.rooms()
                .listRooms(name)
                .thenCompose(found -> found.isEmpty()
                        ? api.rooms()
                                .createRoom(CreateRoomRequest.newBuilder()
                                        .setName(name)
                                        .build())
                        : CompletableFuture.completedFuture(found.get(0)));
    }

    private static CompletionStage<RoomVisit> begin(
            Engine engine, ActorRef<WorkerManager.Command> manager, VisitJob job, Room room) {
        return new Calls(manager, engine.system.scheduler())
                .assign(job.request(room))
                .thenApply(answer -> accepted(engine, answer, job.agent().identity()));
    }

    private static RoomVisit accepted(Engine engine, Assignment answer, String identity) {
        if (answer instanceof Assignment.Refused refused) {
            throw new IllegalStateException(refused.detail());
        }
        Call call = ((Assignment.Accepted) answer).call();
        call.whenLeaving().thenRun(call::markEndTold); // no server waits for it
        CompletionStage<JobEnd> ended =
                call.whenEnded().thenCompose(end -> engine.stop().thenApply(gone -> end));
        return new RoomVisit(call, identity, ended);
    }

    /** As whom the agent joins. */
    public String identity() {
        return identity;
    }

    /** The job's id. */
    public String jobId() {
        return call.id();
    }

    /** Ends the job as a shutdown does: callbacks run, the session closes, the agent leaves the room. Idempotent. */
    public void leave(String reason) {
        call.end(reason);
    }

    /** Completes with why, when the job has ended and nothing of it is left. Never fails. */
    public CompletionStage<JobEnd> whenEnded() {
        return ended.thenApply(end -> end);
    }
}
