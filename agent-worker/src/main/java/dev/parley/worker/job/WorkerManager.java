package dev.parley.worker.job;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.metrics.WorkerMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes calls or refuses them, and knows those that run.
 *
 * <pre>
 * accepting  Drain → draining
 * draining   every call is refused; those that run finish, or are ended at the deadline
 * </pre>
 * A call's place is reserved before anything of it exists, and is free again when its actor has stopped.
 */
public final class WorkerManager {
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(500);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final JobEnvironment environment;
    private final AtomicReference<EntryPoint> entryPoint;
    private final RunningCalls calls = new RunningCalls();
    private final ExpectedJobs expected;

    private WorkerManager(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            JobEnvironment environment,
            AtomicReference<EntryPoint> entryPoint) {
        this.context = context;
        this.timers = timers;
        this.environment = environment;
        this.entryPoint = entryPoint;
        this.expected = new ExpectedJobs(context, timers, environment);
    }

    /** What can be asked of a manager. */
    public sealed interface Command {}

    /** Wants a call; answered at once, before its entry point has run. */
    public record AssignJob(CallRequest request, ActorRef<Assignment> replyTo) implements Command {}

    /** Begins a call on a place that is held for it, even while draining; answered at once. */
    public record StartReserved(CallRequest request, JobSlots.Reservation place, ActorRef<Answer> replyTo)
            implements Command {}

    /** What became of the call of this id. */
    public record Answer(String callId, Assignment assignment) {}

    /** A call is likely to begin within ten seconds: what it needs is made now. */
    public record ExpectCall() implements Command {}

    /** A place that was held for a call is free again. */
    public record PlaceReleased() implements Command {}

    public record FindCall(String id, ActorRef<Optional<Call>> replyTo) implements Command {}

    /** All calls that hold a place, oldest first. */
    public record ListCalls(ActorRef<List<Call>> replyTo) implements Command {}

    /** The calls that came by this link. */
    public record ListCallsOf(String link, ActorRef<CallsOf> replyTo) implements Command {}

    /** The ids of all calls that hold a place. */
    public record ListIds(ActorRef<CallIds> replyTo) implements Command {}

    /** Ids of calls. */
    public record CallIds(Set<String> ids) {
        public CallIds {
            ids = Set.copyOf(ids);
        }
    }

    /** Ends a call, if it runs. */
    public record EndCall(String id, String reason) implements Command {}

    /** Calls that came by one link. */
    public record CallsOf(List<Call> calls) {}

    /** No new calls; answered when the last has ended, at the deadline's force if need be. */
    public record Drain(Duration deadline, ActorRef<Done> replyTo) implements Command {}

    public record Describe(ActorRef<WorkerStatus> replyTo) implements Command {}

    /** All calls that hold a place go on with the agents that the entry point gives for them now. */
    public record RenewCalls() implements Command {}

    /** How to talk to a manager; stays the same over its restarts. */
    public record Reference(ActorRef<Command> manager) {}

    private record JobStopped(String id, JobSlots.Reservation place) implements Command {}

    private record Sample() implements Command {}

    private record ExpectedInVain(ActorRef<Job.Command> job) implements Command {}

    private record DrainDeadline() implements Command {}

    /** A manager; the entry point is read at each call, so that it can be replaced. */
    static Behavior<Command> create(JobEnvironment environment, AtomicReference<EntryPoint> entryPoint) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(WorkerManager.class);
            timers.startTimerWithFixedDelay(new Sample(), SAMPLE_EVERY);
            return new WorkerManager(context, timers, environment, entryPoint).accepting();
        }));
    }

    private Behavior<Command> accepting() {
        return Behaviors.receive(Command.class)
                .onMessage(AssignJob.class, this::onAssign)
                .onMessage(StartReserved.class, this::onStartReserved)
                .onMessage(ExpectCall.class, message -> onExpectCall())
                .onMessage(ExpectedInVain.class, this::onExpectedInVain)
                .onMessage(PlaceReleased.class, message -> Behaviors.same())
                .onMessage(Drain.class, message -> onDrain(message, new ArrayList<>()))
                .onMessage(FindCall.class, this::onFind)
                .onMessage(ListCalls.class, this::onList)
                .onMessage(ListCallsOf.class, this::onListOf)
                .onMessage(ListIds.class, this::onListIds)
                .onMessage(EndCall.class, this::onEndCall)
                .onMessage(Describe.class, message -> onDescribe(message, WorkerStatus.Phase.ACCEPTING))
                .onMessage(RenewCalls.class, message -> onRenewCalls())
                .onMessage(JobStopped.class, this::onJobStopped)
                .onMessage(Sample.class, message -> onSample())
                .onMessage(DrainDeadline.class, message -> Behaviors.same())
                .build();
    }

    private Behavior<Command> draining(List<ActorRef<Done>> waiting) {
        return Behaviors.receive(Command.class)
                .onMessage(AssignJob.class, this::onAssignWhileDraining)
                .onMessage(StartReserved.class, this::onStartReserved)
                .onMessage(ExpectCall.class, message -> onExpectCall())
                .onMessage(ExpectedInVain.class, this::onExpectedInVain)
                .onMessage(PlaceReleased.class, message -> onPlaceReleased(waiting))
                .onMessage(Drain.class, message -> onDrain(message, waiting))
                .onMessage(FindCall.class, this::onFind)
                .onMessage(ListCalls.class, this::onList)
                .onMessage(ListCallsOf.class, this::onListOf)
                .onMessage(ListIds.class, this::onListIds)
                .onMessage(EndCall.class, this::onEndCall)
                .onMessage(Describe.class, message -> onDescribe(message, WorkerStatus.Phase.DRAINING))
                .onMessage(RenewCalls.class, message -> onRenewCalls())
                .onMessage(JobStopped.class, message -> onJobStoppedWhileDraining(message, waiting))
                .onMessage(Sample.class, message -> onSample())
                .onMessage(DrainDeadline.class, message -> onDrainDeadline())
                .build();
    }

    private Behavior<Command> onAssign(AssignJob message) {
        message.replyTo.tell(assigned(message.request));
        return Behaviors.same();
    }

    private Assignment assigned(CallRequest request) {
        if (calls.has(request.id())) {
            return refused(Assignment.Refused.doubled(request.id()));
        }
        double cpu = environment.load().cpuLoad();
        double mostCpu = environment.options().maxCpuLoad();
        if (mostCpu < 1 && cpu >= mostCpu) {
            return refused(Assignment.Refused.busy(cpu, mostCpu));
        }
        return environment
                .slots()
                .reserve()
                .map(place -> accepted(request, place))
                .orElseGet(() ->
                        refused(Assignment.Refused.full(environment.slots().capacity())));
    }

    private Behavior<Command> onStartReserved(StartReserved message) {
        message.replyTo.tell(new Answer(message.request.id(), begun(message.request, message.place)));
        return Behaviors.same();
    }

    private Assignment begun(CallRequest request, JobSlots.Reservation held) {
        Optional<JobSlots.Reservation> place = held.handOver();
        if (place.isEmpty()) {
            return refused(Assignment.Refused.placeLost(request.id()));
        }
        if (calls.has(request.id())) {
            place.get().release();
            return refused(Assignment.Refused.doubled(request.id()));
        }
        return accepted(request, place.get());
    }

    private Behavior<Command> onAssignWhileDraining(AssignJob message) {
        message.replyTo.tell(refused(Assignment.Refused.draining()));
        return Behaviors.same();
    }

    private Assignment accepted(CallRequest request, JobSlots.Reservation place) {
        try {
            return begin(new Call(request, agentName(), Instant.now()), place);
        } catch (RuntimeException | Error broken) {
            place.release();
            throw broken;
        }
    }

    private Assignment begin(Call call, JobSlots.Reservation place) {
        String id = call.id();
        VacantJob job = expected.next().orElseGet(() -> VacantJob.spawn(context, environment, "job-" + id));
        job.begin(new Job.Begin(call, Objects.requireNonNull(entryPoint.get()), place));
        context.watchWith(job.actor(), new JobStopped(id, place));
        calls.add(call, job.actor());
        environment.metrics().counter(WorkerMetric.JOBS_ACCEPTED).increment();
        return new Assignment.Accepted(call);
    }

    private Behavior<Command> onExpectCall() {
        expected.add(ExpectedInVain::new);
        return Behaviors.same();
    }

    private Behavior<Command> onExpectedInVain(ExpectedInVain message) {
        expected.dismiss(message.job);
        return Behaviors.same();
    }

    private Assignment refused(Assignment.Refused refused) {
        environment
                .metrics()
                .counter(WorkerMetric.JOBS_REFUSED, "reason", refused.why().wireName())
                .increment();
        return refused;
    }

    private Behavior<Command> onRenewCalls() {
        Job.Renew renew = new Job.Renew(Objects.requireNonNull(entryPoint.get()));
        calls.jobs().forEach(job -> job.tell(renew));
        return Behaviors.same();
    }

    private Behavior<Command> onFind(FindCall message) {
        message.replyTo.tell(calls.find(message.id));
        return Behaviors.same();
    }

    private Behavior<Command> onList(ListCalls message) {
        message.replyTo.tell(calls.all());
        return Behaviors.same();
    }

    private Behavior<Command> onListOf(ListCallsOf message) {
        message.replyTo.tell(new CallsOf(calls.of(message.link)));
        return Behaviors.same();
    }

    private Behavior<Command> onListIds(ListIds message) {
        message.replyTo.tell(new CallIds(calls.ids()));
        return Behaviors.same();
    }

    private Behavior<Command> onEndCall(EndCall message) {
        calls.find(message.id).ifPresent(call -> call.end(message.reason));
        return Behaviors.same();
    }

    private Behavior<Command> onDescribe(Describe message, WorkerStatus.Phase phase) {
        message.replyTo.tell(new WorkerStatus(
                agentName(),
                phase,
                environment.slots().taken(),
                environment.slots().capacity(),
                environment.load().load()));
        return Behaviors.same();
    }

    private Behavior<Command> onJobStopped(JobStopped message) {
        forget(message);
        return Behaviors.same();
    }

    private void forget(JobStopped message) {
        message.place.release();
        calls.remove(message.id);
    }

    private Behavior<Command> onDrain(Drain message, List<ActorRef<Done>> waiting) {
        if (isEmpty()) {
            message.replyTo.tell(Done.getInstance());
        } else {
            waiting.add(message.replyTo);
            timers.startSingleTimer(new DrainDeadline(), message.deadline);
        }
        context.getLog().info("Draining: [{}] calls go on for at most [{}].", calls.size(), message.deadline);
        return draining(waiting);
    }

    private Behavior<Command> onDrainDeadline() {
        context.getLog().warn("Drain deadline: ending [{}] calls.", calls.size());
        calls.endAll("worker: drained, its drain time-out is over");
        return Behaviors.same();
    }

    private Behavior<Command> onJobStoppedWhileDraining(JobStopped message, List<ActorRef<Done>> waiting) {
        forget(message);
        return onPlaceReleased(waiting);
    }

    private Behavior<Command> onPlaceReleased(List<ActorRef<Done>> waiting) {
        if (isEmpty()) {
            waiting.forEach(asker -> asker.tell(Done.getInstance()));
            waiting.clear();
        }
        return Behaviors.same();
    }

    /** Not while a place is held for a job that was accepted and is to come. */
    private boolean isEmpty() {
        return calls.isEmpty() && environment.slots().taken() == 0;
    }

    /** What callers are told; dispatch goes by the configured name alone. */
    private String agentName() {
        String configured = environment.options().agentName();
        return configured.isEmpty() ? idOf(Objects.requireNonNull(entryPoint.get())) : configured;
    }

    /** An application's mistake there must not end the calls that run. */
    private String idOf(EntryPoint entryPoint) {
        try {
            return entryPoint.id();
        } catch (RuntimeException broken) {
            String name = EntryPoint.idOf(entryPoint.getClass());
            context.getLog()
                    .error(
                            "Entry point [{}]: its id() failed; callers are told [{}].",
                            entryPoint.getClass().getName(),
                            name,
                            broken);
            return name;
        }
    }

    private Behavior<Command> onSample() {
        environment.load().sample();
        return Behaviors.same();
    }
}
