package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.JobStatus;
import dev.parley.livekit.proto.MigrateJobRequest;
import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.livekit.internal.LinkEffect.Severity;
import dev.parley.worker.livekit.internal.LinkState.AssignedJob;
import java.util.List;
import java.util.Optional;

/** Jobs from their assignment to their end, which the server is told of, if need be on a later connection. */
final class JobBook {
    /** Ends of jobs that are kept for a server that is away; the oldest are forgotten. */
    static final int MOST_UNSENT = 128;

    private static final String TERMINATED = "job: terminated by the LiveKit server";

    private final LinkDraft draft;

    JobBook(LinkDraft draft) {
        this.draft = draft;
    }

    void began(String jobId) {
        find(jobId).filter(job -> job.stage() != AssignedJob.Stage.RUNNING).ifPresent(job -> {
            running(jobId);
            tell(status(jobId, JobStatus.JS_RUNNING));
            if (job.stage() == AssignedJob.Stage.DOOMED) {
                draft.add(new LinkEffect.EndJob(jobId, TERMINATED));
            }
        });
    }

    void adopted(String jobId) {
        if (find(jobId).isEmpty()) {
            running(jobId);
            tell(status(jobId, JobStatus.JS_RUNNING));
        }
    }

    private void running(String jobId) {
        draft.jobs.put(jobId, new AssignedJob(AssignedJob.Stage.RUNNING, List.of()));
    }

    void refused(LinkEvent.JobRefused event) {
        find(event.jobId()).ifPresent(job -> {
            job.held().forEach(place -> draft.add(new LinkEffect.Release(place)));
            draft.jobs.remove(event.jobId());
            draft.report(Severity.WARN, "job " + event.jobId() + " did not begin: " + event.why());
            tellEnd(failed(event.jobId(), event.why()));
        });
    }

    /** Nobody waits for this assignment any more. */
    void tooLate(String jobId) {
        if (find(jobId).isEmpty()) {
            draft.report(Severity.WARN, "job " + jobId + " assigned too late; its place was given up");
            tell(failed(jobId, "worker: the assignment came too late"));
        }
    }

    void ended(LinkEvent.JobEnded event) {
        find(event.jobId()).ifPresent(job -> {
            draft.jobs.remove(event.jobId());
            tellEnd(event.failure()
                    .map(why -> failed(event.jobId(), why))
                    .orElseGet(() -> status(event.jobId(), JobStatus.JS_SUCCESS)));
            draft.reportSoon();
        });
    }

    void terminated(String jobId) {
        find(jobId).ifPresent(job -> {
            if (job.stage() == AssignedJob.Stage.RUNNING) {
                draft.add(new LinkEffect.EndJob(jobId, TERMINATED));
            } else {
                draft.jobs.put(jobId, new AssignedJob(AssignedJob.Stage.DOOMED, job.held()));
            }
        });
    }

    /** Gives back the places of those that have not begun; of one that begins this moment the place is its own already. */
    void abandonStarting() {
        draft.jobs.values().forEach(job -> job.held().forEach(place -> draft.add(new LinkEffect.Release(place))));
    }

    /** Tells a server that doesn't know of the jobs that run, nor of those that ended while it was away. */
    void announce() {
        List<String> live = draft.jobs.entrySet().stream()
                .filter(job -> job.getValue().stage() == AssignedJob.Stage.RUNNING)
                .map(java.util.Map.Entry::getKey)
                .sorted()
                .toList();
        if (!live.isEmpty()) {
            draft.send(WorkerMessage.newBuilder()
                    .setMigrateJob(MigrateJobRequest.newBuilder().addAllJobIds(live)));
            live.forEach(id -> tell(status(id, JobStatus.JS_RUNNING)));
        }
        draft.unsent.forEach(this::tell);
        draft.unsent.clear();
    }

    private Optional<AssignedJob> find(String jobId) {
        return Optional.ofNullable(draft.jobs.get(jobId));
    }

    private void tellEnd(UpdateJobStatus end) {
        if (draft.is(LinkPhase.REGISTERED)) {
            tell(end);
            return;
        }
        if (draft.unsent.size() == MOST_UNSENT) {
            String forgotten = draft.unsent.removeFirst().getJobId();
            draft.report(
                    Severity.WARN,
                    "job " + forgotten + ": its end will not be told; more than " + MOST_UNSENT + " wait");
        }
        draft.unsent.addLast(end);
    }

    private void tell(UpdateJobStatus status) {
        if (draft.is(LinkPhase.REGISTERED)) {
            draft.send(WorkerMessage.newBuilder().setUpdateJob(status));
        }
    }

    private static UpdateJobStatus status(String jobId, JobStatus status) {
        return UpdateJobStatus.newBuilder().setJobId(jobId).setStatus(status).build();
    }

    private static UpdateJobStatus failed(String jobId, String why) {
        return status(jobId, JobStatus.JS_FAILED).toBuilder().setError(why).build();
    }
}
