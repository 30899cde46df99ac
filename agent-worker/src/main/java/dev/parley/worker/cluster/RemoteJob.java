package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.job.JobEnd;
import java.time.Duration;

/**
 * A LiveKit job of this node's link that runs on another node.
 *
 * <pre>
 * starting  began → running; refused, no answer in time, node gone → stopped, the job having failed to begin
 * running   leaving → ended; node gone → ended, the job having failed
 * ended     the server knows, or won't → stopped
 * </pre>
 */
final class RemoteJob {
    /** Longer than the other node's manager may take. */
    private static final Duration BEGIN = Duration.ofSeconds(7);
    /** Longer than a link keeps a job's end to itself. */
    private static final Duration TELLING = Duration.ofSeconds(10);

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final RemoteJobHandle handle;
    private final String node;

    private RemoteJob(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            RemoteJobHandle handle,
            String node) {
        this.context = context;
        this.timers = timers;
        this.handle = handle;
        this.node = node;
    }

    /** Its link wants the end. */
    record EndAsked(String reason) implements NodeCommand {}

    /** The server knows of the end. */
    record Told() implements NodeCommand {}

    private record Overdue() implements NodeCommand {}

    private record NodeGone() implements NodeCommand {}

    /**
     * A job that begins.
     *
     * @param node where it is to run
     * @param peer that node
     * @param begin the message that begins it, answered to the given actor
     */
    static Behavior<NodeCommand> create(
            RemoteJobHandle handle,
            String node,
            ActorRef<? super JobMessage.RunJob> peer,
            java.util.function.Function<ActorRef<JobMessage>, JobMessage.RunJob> begin) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(RemoteJob.class);
            context.watchWith(peer, new NodeGone());
            peer.tell(begin.apply(context.getSelf().narrow()));
            timers.startSingleTimer(new Overdue(), BEGIN);
            return new RemoteJob(context, timers, handle, node).starting(peer);
        }));
    }

    private Behavior<NodeCommand> starting(ActorRef<?> peer) {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(JobMessage.JobBegan.class, message -> onBegan(message, peer))
                .onMessage(JobMessage.JobRefused.class, message -> notBegun(message.why()))
                .onMessage(Overdue.class, message -> notBegun("no answer within " + BEGIN.toSeconds() + " s"))
                .onMessage(NodeGone.class, message -> notBegun("the node is gone"))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> notBegun(String why) {
        handle.refused("node " + node + ": " + why);
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onBegan(JobMessage.JobBegan message, ActorRef<?> peer) {
        timers.cancelAll();
        context.unwatch(peer);
        context.watchWith(message.job(), new NodeGone());
        message.job().tell(new JobMessage.FollowJob(handle.id()));
        handle.began(context.getSelf());
        context.getLog().info("Job [{}] runs on node [{}].", handle.id(), node);
        return running(message.job());
    }

    private Behavior<NodeCommand> running(ActorRef<JobMessage> job) {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(JobMessage.JobBegan.class, message -> tell(job, new JobMessage.FollowJob(handle.id())))
                .onMessage(EndAsked.class, message -> tell(job, new JobMessage.EndJob(message.reason)))
                .onMessage(JobMessage.JobLeaving.class, message -> onLeaving(message, job))
                .onMessage(NodeGone.class, message -> onNodeGone(job))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> tell(ActorRef<JobMessage> job, JobMessage message) {
        job.tell(message);
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onLeaving(JobMessage.JobLeaving message, ActorRef<JobMessage> job) {
        return end(new JobEnd(message.kind(), message.reason()), job);
    }

    private Behavior<NodeCommand> onNodeGone(ActorRef<JobMessage> job) {
        context.getLog().warn("Job [{}] ended [lost]: node [{}] is gone.", handle.id(), node);
        return end(new JobEnd(JobEnd.Kind.FAILED, "node " + node + ": gone, and the job with it"), job);
    }

    private Behavior<NodeCommand> end(JobEnd end, ActorRef<JobMessage> job) {
        timers.startSingleTimer(new Overdue(), TELLING);
        handle.leaving(end);
        return ended(job);
    }

    private Behavior<NodeCommand> ended(ActorRef<JobMessage> job) {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(Told.class, message -> onTold(job))
                .onMessage(Overdue.class, message -> onTold(job))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<NodeCommand> onTold(ActorRef<JobMessage> job) {
        job.tell(new JobMessage.EndTold(handle.id()));
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onStopped() {
        handle.stopped();
        return Behaviors.same();
    }
}
