package dev.parley.cli;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Rooms of a real server that ask for the order desk, and what that server says of the jobs. */
record Dispatches(LivekitServer server) {

    /** The id of the job that comes of it. */
    String dispatch(String room) throws Exception {
        AgentDispatch dispatch = server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("order-desk")
                        .setRoom(room)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        String[] job = {""};
        ClusterNodes.await("a job of dispatch " + dispatch.getId(), Duration.ofSeconds(30), () -> {
            List<AgentDispatch> known = server.api()
                    .dispatches()
                    .listDispatches(room)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            boolean assigned = !known.isEmpty() && known.get(0).getState().getJobsCount() > 0;
            job[0] = assigned ? known.get(0).getState().getJobs(0).getId() : "";
            return assigned;
        });
        return job[0];
    }

    /** What the server's log says of the job's end, once it does. */
    String end(String job) throws Exception {
        ClusterNodes.await(
                "the server knows of the end of job " + job,
                Duration.ofSeconds(30),
                () -> server.log().lines().anyMatch(line -> line.contains("job ended") && line.contains(job)));
        return server.log()
                .lines()
                .filter(line -> line.contains("job ended") && line.contains(job))
                .findFirst()
                .orElseThrow();
    }
}
