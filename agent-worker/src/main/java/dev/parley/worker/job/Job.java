package dev.parley.worker.job;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.BehaviorBuilder;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.metrics.SessionTelemetry;
import dev.parley.worker.metrics.WorkerMetric;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One call from its assignment until nothing of it is left.
 *
 * <pre>
 * vacant     stands ready                Begin → preparing
 * preparing  the entry point runs        session attached → starting
 * starting   the session starts          started → talking
 * talking    the conversation goes on    session ended → ending
 * ending     callbacks → interrupt the entry point and its tasks → close the session → leave the room → stopped
 * </pre>
 * A failure, a time-out, the loss of the room or the wish to end leads from every phase to ending. A job with a room may go on
 * without a session, and may wait for one as long as it likes. The call's place is released when the actor
 * stops, however it does.
 */
final class Job {
    private static final Duration CALLER_WAIT = Duration.ofSeconds(5);
    private static final Duration ROOM_WAIT = Duration.ofSeconds(10);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Call call;
    private final JobHandle handle;
    private final JobEnvironment environment;
    private final JobSlots.Reservation place;
    private final SessionSpawner sessions;
    private final JobEnding ending;

    private Job(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Call call,
            JobHandle handle,
            JobEnvironment environment,
            JobSlots.Reservation place) {
        this.context = context;
        this.timers = timers;
        this.call = call;
        this.handle = handle;
        this.environment = environment;
        this.place = place;
        this.sessions = new SessionSpawner(context);
        this.ending = new JobEnding(call, handle);
    }

    /** What happens to a job; once it has begun, all of it comes from the job's own futures. */
    sealed interface Command {}

    /** The call that a vacant job is for. */
    record Begin(Call call, EntryPoint entryPoint, JobSlots.Reservation place) implements Command {}

    private record EndAsked(String reason) implements Command {}

    private record StartTimedOut() implements Command {}

    /** The entry point had time enough to join the room. */
    private record RoomOverdue() implements Command {}

    private record RoomLeft(String reason) implements Command {}

    private record EntryReturned() implements Command {}

    private record Failed(String what, Throwable cause) implements Command {}

    /** The code was swapped while this job runs. */
    record Renew(EntryPoint next) implements Command {}

    /** The entry point makes a session, which is to be a child of the job. */
    private record SessionWanted(SpawnProtocol.Command spawn) implements Command {}

    private record Attached(AgentSession session) implements Command {}

    private record Started() implements Command {}

    private record SessionEnded(CloseReason reason) implements Command {}

    private record CallbacksRan() implements Command {}

    private record Dismantled() implements Command {}

    /**
     * A job that waits for its call.
     *
     * @param given the call, if it was told of one
     */
    static Behavior<Command> vacant(JobEnvironment environment, Supplier<Optional<Begin>> given) {
        return Behaviors.setup(context -> {
            ActorRef<SpawnProtocol.Command> sessions =
                    context.messageAdapter(SpawnProtocol.Command.class, SessionWanted::new);
            return Behaviors.withTimers(timers -> Behaviors.receive(Command.class)
                    .onMessage(Begin.class, message -> begun(message, context, timers, environment, sessions))
                    .onSignal(PostStop.class, signal -> {
                        given.get()
                                .ifPresent(begin ->
                                        stopped(begin.call, begin.place, JobEnd.neverBegan(), context, environment));
                        return Behaviors.same();
                    })
                    .build());
        });
    }

    private static Behavior<Command> begun(
            Begin wanted,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            JobEnvironment environment,
            ActorRef<SpawnProtocol.Command> sessions) {
        Call call = wanted.call;
        JobHandle handle = new JobHandle(call, wanted.entryPoint, environment, context.getSystem(), sessions);
        Job job = new Job(context, timers, call, handle, environment, wanted.place);
        return Behaviors.withMdc(
                Command.class,
                Map.of("jobId", call.id()),
                message -> handle.logFields(),
                Behaviors.setup(same -> job.begin(wanted.entryPoint)));
    }

    private Behavior<Command> begin(EntryPoint entryPoint) {
        if (call.line().isPresent()) {
            timers.startSingleTimer(new RoomOverdue(), ROOM_WAIT);
            context.pipeToSelf(handle.jobRoom().whenLeft(), (reason, none) -> new RoomLeft(reason));
        } else {
            limitStart();
        }
        context.pipeToSelf(call.endAsked(), (reason, none) -> new EndAsked(reason));
        context.pipeToSelf(call.whenAttached(), Job::attached);
        context.pipeToSelf(handle.tasks().startPromised("entry-point", () -> run(entryPoint)), Job::entryEnded);
        context.getLog().info("Job [{}] begins.", call.id());
        return preparing(Optional.empty());
    }

    private void limitStart() {
        timers.startSingleTimer(new StartTimedOut(), environment.options().timeout());
    }

    private Done run(EntryPoint entryPoint) throws Exception {
        entryPoint.run(handle);
        return Done.getInstance();
    }

    private Behavior<Command> preparing(Optional<Renew> renewal) {
        return received()
                .onMessage(Attached.class, message -> onAttached(message.session, renewal))
                .onMessage(Renew.class, message -> preparing(Optional.of(message)))
                .onMessage(EntryReturned.class, message -> onReturnedWithoutSession())
                .onMessage(RoomOverdue.class, message -> onRoomOverdue())
                .onMessage(RoomLeft.class, message -> end(JobEnd.roomLeft(message.reason), Optional.empty()))
                .onMessage(StartTimedOut.class, message -> end(notStarted(), Optional.empty()))
                .onMessage(Failed.class, message -> onFailed(message, Optional.empty()))
                .onMessage(EndAsked.class, message -> end(JobEnd.asked(message.reason), Optional.empty()))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped(JobEnd.crashed(), Optional.empty()))
                .build();
    }

    private Behavior<Command> starting(AgentSession session) {
        return received()
                .onMessage(Started.class, message -> onStarted(session))
                .onMessage(RoomLeft.class, message -> end(JobEnd.roomLeft(message.reason), Optional.of(session)))
                .onMessage(Renew.class, message -> onRenew(message, session))
                .onMessage(
                        SessionEnded.class, message -> end(JobEnd.sessionClosed(message.reason), Optional.of(session)))
                .onMessage(StartTimedOut.class, message -> end(notStarted(), Optional.of(session)))
                .onMessage(Failed.class, message -> onFailed(message, Optional.of(session)))
                .onMessage(EndAsked.class, message -> end(JobEnd.asked(message.reason), Optional.of(session)))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped(JobEnd.crashed(), Optional.of(session)))
                .build();
    }

    private Behavior<Command> talking(AgentSession session) {
        return received()
                .onMessage(RoomLeft.class, message -> end(JobEnd.roomLeft(message.reason), Optional.of(session)))
                .onMessage(Renew.class, message -> onRenew(message, session))
                .onMessage(
                        SessionEnded.class, message -> end(JobEnd.sessionClosed(message.reason), Optional.of(session)))
                .onMessage(Failed.class, message -> onFailed(message, Optional.of(session)))
                .onMessage(EndAsked.class, message -> end(JobEnd.asked(message.reason), Optional.of(session)))
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped(JobEnd.crashed(), Optional.of(session)))
                .build();
    }

    private Behavior<Command> ending(JobEnd end, Optional<AgentSession> session) {
        return received()
                .onMessage(CallbacksRan.class, message -> onCallbacksRan(end, session))
                .onMessage(Dismantled.class, message -> Behaviors.stopped())
                .onAnyMessage(message -> Behaviors.same())
                .onSignal(PostStop.class, signal -> onStopped(end, session))
                .build();
    }

    private BehaviorBuilder<Command> received() {
        return Behaviors.receive(Command.class).onMessage(SessionWanted.class, this::onSessionWanted);
    }

    private Behavior<Command> onSessionWanted(SessionWanted wanted) {
        sessions.carryOut(wanted.spawn);
        return Behaviors.same();
    }

    private Behavior<Command> onAttached(AgentSession session, Optional<Renew> renewal) {
        limitStart();
        renewal.ifPresent(early -> handle.renew(session, early.next));
        session.on(SessionEvent.class, call.exchanges());
        session.on(SessionEvent.class, environment.sessionMeter());
        SessionTelemetry.of(environment.config()).attach(session);
        handle.record(session);
        context.pipeToSelf(session.whenClosed(), (reason, none) -> new SessionEnded(reason));
        CompletionStage<Done> started = call.callerReady()
                .copy()
                .completeOnTimeout(Done.getInstance(), CALLER_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(ready -> session.start());
        context.pipeToSelf(started, Job::started);
        return starting(session);
    }

    private Behavior<Command> onStarted(AgentSession session) {
        timers.cancelAll();
        call.markStarted(session);
        return talking(session);
    }

    private Behavior<Command> onRenew(Renew message, AgentSession session) {
        handle.renew(session, message.next);
        return Behaviors.same();
    }

    private Behavior<Command> onRoomOverdue() {
        if (!handle.jobRoom().isWanted()) {
            context.getLog()
                    .warn(
                            "Job [{}] has not joined its room after [{}] (expected: job.start, job.connect or job.shutdown by"
                                    + " then); nobody there hears the agent.",
                            call.id(),
                            ROOM_WAIT);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReturnedWithoutSession() {
        return call.line().isPresent() ? Behaviors.same() : end(JobEnd.withoutSession(), Optional.empty());
    }

    private JobEnd notStarted() {
        return JobEnd.notStarted(environment.options().timeout());
    }

    private Behavior<Command> onFailed(Failed failure, Optional<AgentSession> session) {
        context.getLog().error("Job [{}]: {} failed.", call.id(), failure.what, failure.cause);
        return end(JobEnd.failed(failure.what, failure.cause), session);
    }

    private Behavior<Command> end(JobEnd end, Optional<AgentSession> session) {
        timers.cancelAll();
        call.end(end.reason());
        call.markEnding(end);
        context.pipeToSelf(handle.callbacks().run(end.reason()), (done, none) -> new CallbacksRan());
        return ending(end, session);
    }

    private Behavior<Command> onCallbacksRan(JobEnd end, Optional<AgentSession> session) {
        context.pipeToSelf(ending.dismantle(end, session), (done, none) -> new Dismantled());
        return Behaviors.same();
    }

    private Behavior<Command> onStopped(JobEnd end, Optional<AgentSession> session) {
        ending.abandon(end, session);
        stopped(call, place, end, context, environment);
        return Behaviors.same();
    }

    private static void stopped(
            Call call,
            JobSlots.Reservation place,
            JobEnd end,
            ActorContext<Command> context,
            JobEnvironment environment) {
        place.release();
        call.markEnded(end);
        String kind = end.kind().wireName();
        environment.metrics().counter(WorkerMetric.JOBS_ENDED, "kind", kind).increment();
        context.getLog().info("Job [{}] ended [{}]: {}.", call.id(), kind, end.reason());
    }

    private static Command attached(AgentSession session, Throwable problem) {
        return problem == null ? new Attached(session) : new Failed("session", rootOf(problem));
    }

    private static Command started(Done done, Throwable problem) {
        return problem == null ? new Started() : new Failed("session start", rootOf(problem));
    }

    private static Command entryEnded(Done done, Throwable problem) {
        return problem == null ? new EntryReturned() : new Failed("entry point", rootOf(problem));
    }

    private static Throwable rootOf(Throwable problem) {
        Throwable cause = problem.getCause();
        return problem instanceof java.util.concurrent.CompletionException && cause != null ? cause : problem;
    }
}
