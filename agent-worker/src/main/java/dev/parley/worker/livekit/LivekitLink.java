package dev.parley.worker.livekit;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.JobEnd;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.livekit.internal.JobMessages;
import dev.parley.worker.livekit.internal.LinkEffect;
import dev.parley.worker.livekit.internal.LinkEvent;
import dev.parley.worker.livekit.internal.LinkMachine;
import dev.parley.worker.livekit.internal.LinkSettings;
import dev.parley.worker.livekit.internal.LinkState;
import dev.parley.worker.livekit.internal.LinkStep;
import dev.parley.worker.livekit.internal.LinkTimer;
import dev.parley.worker.livekit.internal.Workload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the worker registered with one LiveKit server and hands the jobs that it assigns to the worker's manager. One phase: {@link
 * LinkMachine} decides, its transitions are told there; this actor feeds it and carries out what it wants.
 *
 * <p>A link that is started anew gives back the places that it held and finds its jobs again with the manager.
 */
public final class LivekitLink {
    static final Duration MANAGER_ANSWER = Duration.ofSeconds(5);
    /**
     * Enough for the JVM to compile what each passes through once: it looks at every 128th call whether there were 200; a launcher that
     * has it compile less eagerly makes that every 512th and 800.
     */
    private static final int WARM_UPS = 1_200;

    private final ActorContext<Command> context;
    private final LinkParts parts;
    private final ActorRef<WorkerManager.Command> manager;
    private final LinkMachine machine;
    private final LinkHands hands;
    private final Map<String, LinkedJob> jobs = new HashMap<>();
    private final Map<String, LinkedJob> leaving = new HashMap<>();
    private final OfferMeter meter;
    private final Connection connection;
    private LinkState state;

    private LivekitLink(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            LinkParts parts,
            String version,
            ActorRef<WorkerManager.Command> manager) {
        this.context = context;
        this.parts = parts;
        this.manager = manager;
        this.meter = new OfferMeter(parts.environment().metrics(), parts.nanoTime());
        this.connection = new Connection(context.getSystem(), parts);
        this.state = LinkState.initial(workload(), WARM_UPS);
        this.machine = new LinkMachine(new LinkSettings(
                JobMessages.registration(
                        parts.options(), parts.environment().options().agentName(), version),
                parts.options().times(),
                parts.options().loadThreshold(),
                parts.nanoTime().getAsLong()));
        JobRehearsal rehearsal = new JobRehearsal(machine, parts::call);
        this.hands = new LinkHands(context, timers, parts, manager, meter, connection, new LiveJobs(), rehearsal);
    }

    /** What can be asked of a link. */
    public sealed interface Command {}

    /** Takes no further jobs; those that run go on. */
    public record Drain() implements Command {}

    /** Ends the link; answered when what was to be sent is out and the socket is closed. */
    public record Close(ActorRef<Done> replyTo) implements Command {}

    record Fed(LinkEvent event) implements Command {}

    record SocketSaid(int socket, LinkEvent event) implements Command {}

    record Heard(int socket, ServerMessage message, long at, CompletableFuture<Done> taken) implements Command {}

    record TimerFired(LinkTimer timer) implements Command {}

    record AnswerOverdue(String jobId) implements Command {}

    record Answered(WorkerManager.Answer answer) implements Command {}

    record Began(LinkedJob job) implements Command {}

    private record Placed(int socket, Job offered, long at, Optional<JobPlace> place) implements Command {}

    private record Leaving(LinkedJob job, JobEnd end) implements Command {}

    private record Found(List<Call> calls) implements Command {}

    private record Gone(ActorRef<Done> replyTo) implements Command {}

    /** A link that begins at once. */
    public static Behavior<Command> create(LinkParts parts, String version, ActorRef<WorkerManager.Command> manager) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(LivekitLink.class);
            return new LivekitLink(context, timers, parts, version, manager).begin();
        }));
    }

    private Behavior<Command> begin() {
        context.ask(
                WorkerManager.CallsOf.class,
                manager,
                MANAGER_ANSWER,
                replyTo -> new WorkerManager.ListCallsOf(parts.name(), replyTo),
                (found, problem) -> new Found(problem == null ? found.calls() : List.of()));
        feed(new LinkEvent.Begun());
        return Behaviors.receive(Command.class)
                .onMessage(Fed.class, message -> onFed(message.event))
                .onMessage(SocketSaid.class, this::onSocketSaid)
                .onMessage(Heard.class, this::onHeard)
                .onMessage(TimerFired.class, message -> onFed(due(message.timer)))
                .onMessage(AnswerOverdue.class, message -> onFed(hands.unanswered(message.jobId)))
                .onMessage(Answered.class, this::onAnswered)
                .onMessage(Began.class, message -> onBegan(message.job))
                .onMessage(Placed.class, this::onPlaced)
                .onMessage(Leaving.class, this::onLeaving)
                .onMessage(Found.class, this::onFound)
                .onMessage(Drain.class, message -> onFed(new LinkEvent.DrainAsked()))
                .onMessage(Close.class, this::onClose)
                .onMessage(Gone.class, this::onGone)
                .onSignal(PreRestart.class, signal -> onStopped())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<Command> onFed(LinkEvent event) {
        feed(event);
        return Behaviors.same();
    }

    private void feed(LinkEvent event) {
        LinkStep step = machine.step(state, event);
        state = step.state();
        step.effects().forEach(effect -> effect.visit(hands));
        parts.view().update(state.workerId(), state.problem());
    }

    private LinkEvent due(LinkTimer timer) {
        return switch (timer.kind()) {
            case STATUS -> new LinkEvent.StatusDue(workload());
            case PING -> new LinkEvent.PingDue(parts.clock().millis());
            default -> new LinkEvent.Due(timer);
        };
    }

    private Workload workload() {
        JobPool.Load load = parts.pool().load();
        return new Workload(load.cpu(), load.lag(), load.taken(), load.capacity());
    }

    private Behavior<Command> onSocketSaid(SocketSaid message) {
        if (connection.isCurrent(message.socket)) {
            feed(message.event);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onHeard(Heard message) {
        if (connection.isCurrent(message.socket)) {
            hear(message);
        }
        message.taken.complete(Done.getInstance());
        return Behaviors.same();
    }

    private void hear(Heard message) {
        if (message.message.hasAvailability()) {
            place(message.socket, message.message.getAvailability().getJob(), message.at);
        } else {
            feed(new LinkEvent.Received(message.message));
        }
    }

    /** In a cluster it takes a moment to find a place. */
    private void place(int socket, Job offered, long at) {
        Duration hold =
                parts.options().times().request().plus(parts.options().times().assignment());
        JobPool.Found found = parts.pool().place(offered.getId(), hold);
        if (found instanceof JobPool.Found.Now now) {
            onPlaced(new Placed(socket, offered, at, now.place()));
        } else if (found instanceof JobPool.Found.Later later) {
            context.pipeToSelf(later.place(), (place, none) -> new Placed(socket, offered, at, place));
        }
    }

    private Behavior<Command> onPlaced(Placed message) {
        if (connection.isCurrent(message.socket)) {
            meter.arrived(message.at);
            feed(new LinkEvent.Offered(message.offered, message.place, workload()));
        } else {
            message.place.ifPresent(hands::release);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAnswered(Answered message) {
        hands.begun(message.answer).ifPresent(context.getSelf()::tell);
        return Behaviors.same();
    }

    private Behavior<Command> onBegan(LinkedJob job) {
        follow(job);
        feed(new LinkEvent.JobBegan(job.id()));
        return Behaviors.same();
    }

    private void follow(LinkedJob job) {
        jobs.put(job.id(), job);
        context.pipeToSelf(job.whenLeaving(), (end, none) -> new Leaving(job, end));
    }

    private Behavior<Command> onLeaving(Leaving message) {
        jobs.remove(message.job.id());
        leaving.put(message.job.id(), message.job);
        Optional<String> failure =
                message.end.kind() == JobEnd.Kind.FAILED ? Optional.of(message.end.reason()) : Optional.empty();
        feed(new LinkEvent.JobEnded(message.job.id(), failure));
        return Behaviors.same();
    }

    private Behavior<Command> onFound(Found message) {
        message.calls.forEach(call -> adopt(LinkedJob.of(call)));
        parts.pool().elsewhere(parts.name()).forEach(this::adopt);
        return Behaviors.same();
    }

    private void adopt(LinkedJob job) {
        if (!jobs.containsKey(job.id())) {
            follow(job);
            feed(new LinkEvent.JobAdopted(job.id()));
        }
    }

    private Behavior<Command> onClose(Close message) {
        feed(new LinkEvent.CloseAsked());
        context.pipeToSelf(connection.whenGone(), (gone, none) -> new Gone(message.replyTo));
        return Behaviors.same();
    }

    private Behavior<Command> onGone(Gone message) {
        message.replyTo.tell(Done.getInstance());
        return Behaviors.stopped();
    }

    /** Nothing that only this actor knew of may stay taken. */
    private Behavior<Command> onStopped() {
        feed(new LinkEvent.CloseAsked());
        return Behaviors.same();
    }

    /** The server's jobs that have begun. */
    private final class LiveJobs implements LinkHands.Jobs {
        @Override
        public void end(LinkEffect.EndJob effect) {
            Optional.ofNullable(jobs.get(effect.jobId())).ifPresent(job -> job.end(effect.reason()));
        }

        @Override
        public void endTold(String jobId) {
            Optional.ofNullable(leaving.remove(jobId)).ifPresent(LinkedJob::markEndTold);
        }
    }
}
