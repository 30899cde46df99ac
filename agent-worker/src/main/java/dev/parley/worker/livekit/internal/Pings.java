package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.proto.WorkerPing;
import dev.parley.worker.LinkTimes;

/**
 * Pings and their pongs: is the server there, and does it know of a job's end? The server works on one message after the other,
 * so that the pong to a ping right after a job's status shows that the status is known. Without that, the agent's leaving of the
 * room, which goes another way, may be known first, and the server counts the job as failed.
 */
final class Pings {
    /** Of a server that never answers any; the oldest are forgotten. */
    static final int MOST_UNANSWERED = 256;

    private static final String NO_JOB = "";

    private final LinkDraft draft;
    private final LinkTimes times;

    Pings(LinkDraft draft, LinkTimes times) {
        this.draft = draft;
        this.times = times;
    }

    /**
     * Sends the next of the pings that only make the way of a message warm, from the socket through the machine and back, and has a job
     * rehearsed meanwhile: the JVM has compiled both when the first offer comes. One is on its way at a time.
     */
    void warmUp() {
        if (draft.warmUps > 0) {
            draft.warmUps--;
            send(0, NO_JOB);
            draft.add(new LinkEffect.Rehearse());
        }
    }

    void due(long millis) {
        if (draft.is(LinkPhase.REGISTERED)) {
            send(millis, NO_JOB);
            draft.start(LinkTimer.Kind.PING, times.ping());
        }
    }

    /** The end of this job has just been sent, if it could be. */
    void afterEnd(String jobId) {
        if (draft.is(LinkPhase.REGISTERED)) {
            send(0, jobId);
        } else {
            draft.add(new LinkEffect.EndTold(jobId));
        }
    }

    private void send(long millis, String jobId) {
        draft.send(WorkerMessage.newBuilder().setPing(WorkerPing.newBuilder().setTimestamp(millis)));
        if (draft.unansweredPings++ == 0) {
            draft.start(LinkTimer.Kind.PONG, times.pong());
        }
        draft.pings.addLast(jobId);
        if (draft.pings.size() > MOST_UNANSWERED) {
            answered();
        }
    }

    /** Any word of the server shows that it is there. */
    void lives() {
        draft.unansweredPings = 0;
        draft.cancel(LinkTimer.Kind.PONG);
    }

    /** Pongs come in the order of their pings. */
    void answered() {
        String jobId = draft.pings.pollFirst();
        if (jobId != null && !jobId.equals(NO_JOB)) {
            draft.add(new LinkEffect.EndTold(jobId));
        }
    }

    /** The connection is gone, and what was on its way with it. */
    void dropAll() {
        draft.unansweredPings = 0;
        while (!draft.pings.isEmpty()) {
            answered();
        }
    }
}
