package dev.parley.worker.cluster;

import akka.Done;
import akka.actor.typed.ActorRef;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.job.JobEnd;
import dev.parley.worker.livekit.LinkedJob;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A {@link RemoteJob} as its link sees it. Thread-safe. */
final class RemoteJobHandle implements LinkedJob {
    private final String id;
    private final String link;
    private final CompletableFuture<LinkedJob> begun = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<NodeCommand>> actor = new CompletableFuture<>();
    private final CompletableFuture<JobEnd> leaving = new CompletableFuture<>();
    private final CompletableFuture<Done> over = new CompletableFuture<>();

    RemoteJobHandle(String id, String link) {
        this.id = id;
        this.link = link;
    }

    @Override
    public String id() {
        return id;
    }

    /** Name of the link that it came by. */
    String link() {
        return link;
    }

    /** Whether it has begun and its link has yet to hear of its end. */
    boolean isRunning() {
        return actor.isDone() && !actor.isCompletedExceptionally() && !leaving.isDone();
    }

    /** Completes with the job once it has begun; fails with {@link IllegalStateException} if it doesn't. */
    CompletionStage<LinkedJob> whenBegun() {
        return begun.copy();
    }

    @Override
    public CompletionStage<JobEnd> whenLeaving() {
        return leaving.copy();
    }

    /** Completes when the server knows of the end, or can't be told. Never fails. */
    CompletionStage<Done> whenOver() {
        return over.copy();
    }

    @Override
    public void end(String reason) {
        tell(new RemoteJob.EndAsked(reason));
    }

    @Override
    public void markEndTold() {
        tell(new RemoteJob.Told());
    }

    private void tell(NodeCommand command) {
        CompletionStage<ActorRef<NodeCommand>> started = actor;
        started.thenAccept(job -> job.tell(command));
    }

    void began(ActorRef<NodeCommand> job) {
        actor.complete(job);
        begun.complete(this);
    }

    void refused(String why) {
        begun.completeExceptionally(new IllegalStateException(why));
    }

    void leaving(JobEnd end) {
        leaving.complete(end);
    }

    void stopped() {
        refused("this node stops (expected: a job that begins before)");
        leaving(new JobEnd(JobEnd.Kind.FAILED, "job: not followed any more, since the node of its link stops"));
        over.complete(Done.getInstance());
    }
}
