package dev.parley.worker.livekit;

import com.typesafe.config.Config;
import dev.parley.room.Participant;
import dev.parley.room.Room;
import dev.parley.session.AgentSession;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.JobContext;
import dev.parley.worker.JobRequest;
import dev.parley.worker.WorkerOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The example of the guide. */
record Concierge(Function<JobContext, AgentSession> greeter) implements EntryPoint {

    // snippet: job
    @Override
    public void run(JobContext job) throws Exception {
        job.addParticipantEntrypoint((context, participant) -> context.info("Somebody has come."));
        Room room = job.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
        Participant guest = job.waitForParticipant().toCompletableFuture().get(5, TimeUnit.MINUTES);
        job.info(guest.kind() + " in a room of " + room.remoteParticipants().size());
        job.start(greeter.apply(job));
    }
    // end: job

    // snippet: request
    static void decide(JobRequest request) {
        if (request.job().metadata().contains("\"vip\"")) {
            request.accept(JobAcceptArguments.standard()
                    .withIdentity("concierge-" + request.id())
                    .withName("Concierge")
                    .withAttributes(Map.of("language", "en")));
        } else {
            request.reject();
        }
    }
    // end: request

    // snippet: options
    static WorkerOptions options(Config config, EntryPoint concierge) {
        return WorkerOptions.builder(config, concierge)
                .agentName("concierge")
                .livekit(livekit -> livekit.requestHandler(Concierge::decide).loadThreshold(0.8))
                .build();
    }
    // end: options
}
