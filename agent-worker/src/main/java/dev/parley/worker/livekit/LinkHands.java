package dev.parley.worker.livekit;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.RequestHandler;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.CallThreads;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.livekit.LivekitLink.Command;
import dev.parley.worker.livekit.internal.JobMessages;
import dev.parley.worker.livekit.internal.LinkEffect;
import dev.parley.worker.livekit.internal.LinkEvent;
import dev.parley.worker.livekit.internal.LinkSocket;
import dev.parley.worker.livekit.internal.LinkTimer;
import dev.parley.worker.livekit.internal.OfferAnswer;
import dev.parley.worker.livekit.internal.PendingRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Carries out what a link's machine wants; what comes of it is told to the link. Part of its actor. */
final class LinkHands implements LinkEffect.Cases {
    private static final LinkEvent FULL = new LinkEvent.SocketLost(
            "the server takes no messages (expected: fewer than 256 waiting)", LinkEvent.Outlook.PASSING);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final LinkParts parts;
    private final ActorRef<WorkerManager.Command> manager;
    private final OfferMeter meter;
    private final Connection connection;
    private final Jobs jobs;
    private final JobRehearsal rehearsal;
    private final ActorRef<WorkerManager.Answer> answers;
    /** The server was told that these failed. */
    private final Set<String> givenUp = new HashSet<>();

    /** The server's jobs that have begun. */
    interface Jobs {
        /** Ends one, if it still lives. */
        void end(LinkEffect.EndJob effect);

        /** The server knows of its end: it may leave its room. */
        void endTold(String jobId);
    }

    LinkHands(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            LinkParts parts,
            ActorRef<WorkerManager.Command> manager,
            OfferMeter meter,
            Connection connection,
            Jobs jobs,
            JobRehearsal rehearsal) {
        this.context = context;
        this.timers = timers;
        this.parts = parts;
        this.manager = manager;
        this.meter = meter;
        this.connection = connection;
        this.jobs = jobs;
        this.rehearsal = rehearsal;
        this.answers = context.messageAdapter(WorkerManager.Answer.class, LivekitLink.Answered::new);
    }

    @Override
    public void connect() {
        connection.open(number -> new Ear(number, context.getSelf(), parts.nanoTime()));
    }

    @Override
    public void disconnect() {
        connection.close();
        meter.clear();
    }

    @Override
    public void send(WorkerMessage message) {
        if (!connection.send(message)) {
            context.getSelf().tell(new LivekitLink.SocketSaid(connection.current(), FULL));
        }
    }

    @Override
    public void startTimer(LinkTimer timer, Duration delay) {
        timers.startSingleTimer(timer, new LivekitLink.TimerFired(timer), delay);
    }

    @Override
    public void cancelTimer(LinkTimer timer) {
        timers.cancel(timer);
    }

    @Override
    public void askHandler(LinkEffect.AskHandler effect) {
        meter.numbered(effect.offer());
        ActorRef<Command> self = context.getSelf();
        PendingRequest request = new PendingRequest(
                JobMessages.read(effect.job()), answer -> self.tell(answered(effect.offer(), answer)));
        RequestHandler handler = parts.options().requestHandler();
        if (handler.equals(RequestHandler.acceptAll())) {
            request.decide(handler);
        } else {
            CallThreads.start("job-request-" + effect.job().getId(), () -> request.decide(handler));
        }
    }

    private static Command answered(long offer, OfferAnswer answer) {
        return new LivekitLink.Fed(new LinkEvent.RequestAnswered(offer, answer));
    }

    @Override
    public void release(JobPlace place) {
        place.release();
        manager.tell(new WorkerManager.PlaceReleased());
    }

    @Override
    public void startJob(LinkEffect.StartJob effect) {
        JobAssignment assignment = effect.assignment();
        if (effect.place() instanceof RemotePlace remote) {
            context.pipeToSelf(
                    remote.begin(parts.name(), parts.server(), assignment),
                    (job, problem) -> problem == null
                            ? new LivekitLink.Began(job)
                            : refused(assignment.getJob().getId(), textOf(problem)));
        } else {
            startHere(assignment, (JobSlots.Reservation) effect.place());
        }
    }

    private static String textOf(Throwable problem) {
        Throwable cause = problem.getCause();
        return String.valueOf((problem instanceof CompletionException && cause != null ? cause : problem).getMessage());
    }

    private void startHere(JobAssignment assignment, JobSlots.Reservation place) {
        CallRequest request;
        try {
            request = parts.call(assignment);
        } catch (IllegalArgumentException refused) {
            context.getSelf().tell(refused(assignment.getJob().getId(), refused.toString()));
            return;
        }
        timers.startSingleTimer(request.id(), new LivekitLink.AnswerOverdue(request.id()), LivekitLink.MANAGER_ANSWER);
        givenUp.remove(request.id()); // a server may give a job again
        manager.tell(new WorkerManager.StartReserved(request, place, answers));
    }

    /** The manager has not answered in time. */
    LinkEvent unanswered(String jobId) {
        givenUp.add(jobId);
        return new LinkEvent.JobRefused(
                jobId, "worker manager: no answer (expected: within " + LivekitLink.MANAGER_ANSWER + ")");
    }

    /** What the manager has made of an assignment; nothing if that was not awaited any more. */
    Optional<Command> begun(WorkerManager.Answer answer) {
        String jobId = answer.callId();
        if (givenUp.remove(jobId)) {
            endUnwanted(answer.assignment());
        }
        if (!timers.isTimerActive(jobId)) {
            return Optional.empty();
        }
        timers.cancel(jobId);
        return Optional.of(
                answer.assignment() instanceof Assignment.Accepted accepted
                        ? new LivekitLink.Began(LinkedJob.of(accepted.call()))
                        : refused(jobId, ((Assignment.Refused) answer.assignment()).detail()));
    }

    private static void endUnwanted(Assignment assignment) {
        if (assignment instanceof Assignment.Accepted accepted) {
            accepted.call().end("livekit: the server was told that this job failed, since its start took too long");
            accepted.call().markEndTold();
        }
    }

    private static Command refused(String jobId, String why) {
        return new LivekitLink.Fed(new LinkEvent.JobRefused(jobId, why));
    }

    @Override
    public void endJob(LinkEffect.EndJob effect) {
        jobs.end(effect);
    }

    @Override
    public void endTold(String jobId) {
        jobs.endTold(jobId);
    }

    @Override
    public void rehearse() {
        rehearsal.run();
    }

    @Override
    public void offerSettled(LinkEffect.OfferSettled effect) {
        meter.settled(effect);
    }

    @Override
    public void prepare() {
        manager.tell(new WorkerManager.ExpectCall());
    }

    @Override
    public void report(LinkEffect.Report effect) {
        switch (effect.severity()) {
            case INFO -> context.getLog().info("LiveKit server [{}]: {}.", parts.server(), effect.text());
            case WARN -> context.getLog().warn("LiveKit server [{}]: {}.", parts.server(), effect.text());
            case ERROR -> context.getLog().error("LiveKit server [{}]: {}.", parts.server(), effect.text());
        }
    }

    @Override
    public void finish() {
        timers.cancelAll();
    }

    /** Hears a socket and tells the link of it. */
    private record Ear(int socket, ActorRef<Command> link, LongSupplier nanoTime) implements LinkSocket.Listener {
        @Override
        public void on(LinkEvent event) {
            link.tell(new LivekitLink.SocketSaid(socket, event));
        }

        @Override
        public CompletionStage<Done> heard(ServerMessage message) {
            CompletableFuture<Done> taken = new CompletableFuture<>();
            link.tell(new LivekitLink.Heard(socket, message, nanoTime.getAsLong(), taken));
            return taken;
        }
    }
}
