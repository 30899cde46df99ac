package dev.parley.worker.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.BehaviorBuilder;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.worker.cluster.internal.JobMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.JobEnd;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.WorkerManager;
import java.time.Duration;

/**
 * A LiveKit job that runs on this node for the link of another one.
 *
 * <pre>
 * starting  accepted → begun; refused → stopped; no answer in time → refused
 * refused   accepted late → stopped: the call is ended, since its server was told so; refused, no answer at all → stopped
 * begun     followed → running; link gone, no answer in time → stopped: the call is ended, since its server was told so
 * running   leaving → leaving; link gone → stopped: the call goes on, and its server is not told how it ends
 * leaving   the server knows, link gone, or no answer in time → stopped
 * </pre>
 */
final class HostedJob {
    static final Duration MANAGER = Duration.ofSeconds(5);
    /** A manager that failed meanwhile never answers. */
    private static final Duration LATEST_ANSWER = Duration.ofMinutes(1);

    private static final Duration AGAIN = Duration.ofMillis(500);
    /** Longer than a job waits until its end is told. */
    private static final Duration TELLING = Duration.ofSeconds(10);

    private final ActorContext<NodeCommand> context;
    private final TimerScheduler<NodeCommand> timers;
    private final ActorRef<JobMessage> link;
    private final String id;

    private HostedJob(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            ActorRef<JobMessage> link,
            String id) {
        this.context = context;
        this.timers = timers;
        this.link = link;
        this.id = id;
    }

    private record Answered(Assignment answer) implements NodeCommand {}

    private record Unanswered() implements NodeCommand {}

    private record TellAgain(JobMessage message) implements NodeCommand {}

    private record Leaving(JobEnd end) implements NodeCommand {}

    private record LinkGone() implements NodeCommand {}

    private record Overdue() implements NodeCommand {}

    /** A job that begins on this place, as its link wants it to. */
    static Behavior<NodeCommand> create(
            CallRequest request,
            JobSlots.Reservation place,
            ActorRef<WorkerManager.Command> manager,
            ActorRef<JobMessage> link) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(HostedJob.class);
            context.watchWith(link, new LinkGone());
            timers.startSingleTimer(new Unanswered(), MANAGER);
            manager.tell(new WorkerManager.StartReserved(
                    request,
                    place,
                    context.messageAdapter(WorkerManager.Answer.class, answer -> new Answered(answer.assignment()))));
            return new HostedJob(context, timers, link, request.id()).starting();
        }));
    }

    private Behavior<NodeCommand> starting() {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(Answered.class, this::onAnswered)
                .onMessage(Unanswered.class, message -> onUnanswered())
                .onAnyMessage(message -> Behaviors.same())
                .build();
    }

    private Behavior<NodeCommand> onUnanswered() {
        link.tell(new JobMessage.JobRefused("worker manager: no answer within " + MANAGER.toSeconds() + " s"));
        timers.startSingleTimer(new Overdue(), LATEST_ANSWER);
        return Behaviors.receive(NodeCommand.class)
                .onMessage(Answered.class, this::onAnsweredLate)
                .onMessage(Overdue.class, message -> Behaviors.stopped())
                .onAnyMessage(message -> Behaviors.same())
                .build();
    }

    private Behavior<NodeCommand> onAnsweredLate(Answered message) {
        return message.answer instanceof Assignment.Accepted accepted ? abandon(accepted.call()) : Behaviors.stopped();
    }

    private Behavior<NodeCommand> onAnswered(Answered message) {
        timers.cancelAll();
        if (message.answer instanceof Assignment.Refused refused) {
            link.tell(new JobMessage.JobRefused(refused.detail()));
            return Behaviors.stopped();
        }
        Call call = ((Assignment.Accepted) message.answer).call();
        context.pipeToSelf(call.whenLeaving(), (end, none) -> new Leaving(end));
        repeat(new JobMessage.JobBegan(context.getSelf().narrow()));
        // What was unanswered by then has been given up by the link.
        timers.startSingleTimer(new Overdue(), TELLING);
        return begun(call);
    }

    private void repeat(JobMessage message) {
        link.tell(message);
        timers.startTimerWithFixedDelay("again", new TellAgain(message), AGAIN);
    }

    private Behavior<NodeCommand> begun(Call call) {
        return live(call)
                .onMessage(JobMessage.FollowJob.class, message -> onFollowed(call))
                .onMessage(Overdue.class, message -> abandon(call))
                .onMessage(LinkGone.class, message -> abandon(call))
                .build();
    }

    private BehaviorBuilder<NodeCommand> live(Call call) {
        return Behaviors.receive(NodeCommand.class)
                .onMessage(TellAgain.class, message -> onTellAgain(message))
                .onMessage(Leaving.class, message -> onLeaving(message, call))
                .onMessage(JobMessage.EndJob.class, message -> onEnd(message, call));
    }

    private Behavior<NodeCommand> onTellAgain(TellAgain message) {
        link.tell(message.message);
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onFollowed(Call call) {
        timers.cancelAll();
        return live(call)
                .onMessage(LinkGone.class, message -> onLinkGone(call))
                .onMessage(JobMessage.FollowJob.class, message -> Behaviors.same())
                .build();
    }

    private Behavior<NodeCommand> abandon(Call call) {
        context.getLog().warn("Job [{}] ends: its link has given it up.", id);
        call.end("LiveKit link: has not heard that the job began, and told the server so");
        call.markEndTold();
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onEnd(JobMessage.EndJob message, Call call) {
        call.end(message.reason());
        return Behaviors.same();
    }

    private Behavior<NodeCommand> onLeaving(Leaving message, Call call) {
        timers.cancelAll();
        repeat(new JobMessage.JobLeaving(message.end.kind(), message.end.reason()));
        timers.startSingleTimer(new Overdue(), TELLING);
        return Behaviors.receive(NodeCommand.class)
                .onMessage(TellAgain.class, this::onTellAgain)
                .onMessage(JobMessage.EndTold.class, told -> finish(call))
                .onMessage(LinkGone.class, gone -> finish(call))
                .onMessage(Overdue.class, late -> finish(call))
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    private Behavior<NodeCommand> finish(Call call) {
        call.markEndTold();
        return Behaviors.stopped();
    }

    private Behavior<NodeCommand> onLinkGone(Call call) {
        context.getLog().warn("The node with the link of job [{}] is gone; the job goes on.", id);
        call.markEndTold();
        return Behaviors.stopped();
    }
}
