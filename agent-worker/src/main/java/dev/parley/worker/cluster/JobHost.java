package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.Config;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.livekit.AssignedCall;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Begins on this node the LiveKit jobs that links of other nodes have taken. Used by the node's actor alone. */
final class JobHost {
    private final JobEnvironment environment;
    private final ClusterJobs jobs;
    private final ActorRef<WorkerManager.Command> manager;
    private final Map<LiveKitUrl, LiveKitApi> apis = new HashMap<>();

    JobHost(JobEnvironment environment, ClusterJobs jobs, ActorRef<WorkerManager.Command> manager) {
        this.environment = environment;
        this.jobs = jobs;
        this.manager = manager;
    }

    void begin(JobMessage.RunJob message, Optional<JobSlots.Reservation> place) {
        if (place.isEmpty()) {
            message.replyTo()
                    .tell(new JobMessage.JobRefused("place: not held any more (expected: the job within"
                            + " parley.worker.livekit.request-timeout and assignment-timeout)"));
            return;
        }
        try {
            CallRequest request = request(message);
            jobs.spawn(HostedJob.create(request, place.get(), manager, message.replyTo()), "hosted-" + request.id());
        } catch (IllegalArgumentException refused) {
            place.get().release();
            message.replyTo().tell(new JobMessage.JobRefused(String.valueOf(refused.getMessage())));
        }
    }

    /** Its link's name is not that of one of this node. */
    private CallRequest request(JobMessage.RunJob message) {
        LiveKitUrl server = LiveKitUrl.of(message.server());
        LiveKitApi api = apis.computeIfAbsent(server, url -> LiveKitApi.of(ApiSettings.of(url, credentials())));
        return AssignedCall.of(assignment(message), message.link() + "@" + message.from(), server, api);
    }

    private static JobAssignment assignment(JobMessage.RunJob message) {
        try {
            return JobAssignment.parseFrom(Base64.getDecoder().decode(message.assignment()));
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("assignment: not readable; run one version on all nodes", malformed);
        }
    }

    /** A node needs no link of its own to run jobs, but the key. */
    private LiveKitCredentials credentials() {
        Config worker = environment.config().getConfig("parley.worker");
        String key = worker.getString("api-key");
        Optional<LiveKitCredentials> configured =
                environment.options().livekit().map(LiveKitOptions::credentials);
        if (configured.isEmpty() && key.isBlank()) {
            throw new IllegalArgumentException("LiveKit key: none on this node (expected: that of the server, on all"
                    + " nodes); set LIVEKIT_API_KEY and LIVEKIT_API_SECRET");
        }
        return configured.orElseGet(() -> new LiveKitCredentials(key, worker.getString("api-secret")));
    }
}
