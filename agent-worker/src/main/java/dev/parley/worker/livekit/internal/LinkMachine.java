package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.UpdateWorkerStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.proto.WorkerStatus;
import dev.parley.worker.LinkTimes;
import dev.parley.worker.livekit.internal.LinkEffect.Severity;
import dev.parley.worker.livekit.internal.LinkEvent.Outlook;
import dev.parley.worker.livekit.internal.LinkState.Intake;
import java.time.Duration;
import java.util.Optional;

/**
 * The worker's side of LiveKit's agent protocol, as decisions only: one event leads to a new state and to effects.
 *
 * <pre>
 * WAITING      begun, back-off over      → CONNECTING
 * CONNECTING   socket open               → REGISTERING    lost, too late             → WAITING
 * REGISTERING  server's register         → REGISTERED     lost, too late, other word → WAITING
 * REGISTERED   offers, jobs, status, ping                 lost, silent, told to go   → WAITING
 * every phase  close asked               → CLOSED
 * </pre>
 *
 * <p>Design notes. Failures are forgotten only when a registration has held for a while: a server that takes the socket and then
 * ends it is met with longer and longer waits, like one that doesn't listen. Offers die with the connection that they came on and
 * give their places back; jobs don't, and are told of again on the next one. The wire format is that of livekit_agent.proto.
 */
public final class LinkMachine {
    private final LinkSettings settings;
    private final BackOff backOff;

    /** A machine for one link. */
    public LinkMachine(LinkSettings settings) {
        this.settings = settings;
        this.backOff = new BackOff(settings.times(), settings.seed());
    }

    /** What this event leads to. */
    public LinkStep step(LinkState state, LinkEvent event) {
        LinkDraft draft = new LinkDraft(state);
        event.visit(new Decision(draft));
        return draft.finish();
    }

    private final class Decision implements LinkEvent.Cases {
        private final LinkDraft draft;
        private final OfferDesk offers;
        private final JobBook jobs;
        private final Pings pings;

        Decision(LinkDraft draft) {
            this.draft = draft;
            this.offers = new OfferDesk(settings, draft);
            this.jobs = new JobBook(draft);
            this.pings = new Pings(draft, settings.times());
        }

        @Override
        public void onBegun() {
            if (draft.attempts == 0) {
                connect();
            }
        }

        private void connect() {
            if (!draft.is(LinkPhase.WAITING)) {
                return;
            }
            draft.phase = LinkPhase.CONNECTING;
            draft.attempts++;
            draft.cancel(LinkTimer.Kind.RETRY);
            draft.start(LinkTimer.Kind.CONNECT, times().connect());
            draft.add(new LinkEffect.Connect());
        }

        @Override
        public void onSocketOpened() {
            if (draft.is(LinkPhase.CONNECTING)) {
                draft.phase = LinkPhase.REGISTERING;
                draft.cancel(LinkTimer.Kind.CONNECT);
                draft.start(LinkTimer.Kind.REGISTER, times().register());
                draft.send(WorkerMessage.newBuilder().setRegister(settings.registration()));
            }
        }

        @Override
        public void onSocketLost(LinkEvent.SocketLost event) {
            if (!draft.is(LinkPhase.WAITING) && !draft.is(LinkPhase.CLOSED)) {
                lose(event.why(), event.outlook());
            }
        }

        private void lose(String why, Outlook outlook) {
            forgetConnection();
            draft.phase = LinkPhase.WAITING;
            draft.failures++;
            draft.problem = why;
            Duration wait = outlook == Outlook.LASTING
                    ? backOff.longest(draft.attempts)
                    : backOff.after(draft.failures, draft.attempts);
            draft.start(LinkTimer.Kind.RETRY, wait);
            draft.report(
                    outlook == Outlook.LASTING ? Severity.ERROR : Severity.WARN,
                    why + ". Failure " + draft.failures + " in a row, next attempt in " + wait.toMillis() + " ms");
        }

        private void forgetConnection() {
            offers.dropAll();
            draft.cancel(
                    LinkTimer.Kind.CONNECT,
                    LinkTimer.Kind.REGISTER,
                    LinkTimer.Kind.STATUS,
                    LinkTimer.Kind.PING,
                    LinkTimer.Kind.PONG,
                    LinkTimer.Kind.STABLE);
            draft.statusSoon = false;
            draft.workerId = "";
            pings.dropAll();
            draft.add(new LinkEffect.Disconnect());
        }

        @Override
        public void onReceived(ServerMessage message) {
            if (draft.is(LinkPhase.REGISTERING)) {
                if (message.hasRegister()) {
                    registered(message.getRegister());
                } else {
                    lose(
                            "first message: " + message.getMessageCase()
                                    + " (expected: REGISTER); is it a LiveKit server?",
                            Outlook.PASSING);
                }
            } else if (draft.is(LinkPhase.REGISTERED)) {
                pings.lives();
                heard(message);
            }
        }

        private void registered(RegisterWorkerResponse answer) {
            draft.phase = LinkPhase.REGISTERED;
            draft.workerId = answer.getWorkerId();
            draft.problem = "";
            draft.cancel(LinkTimer.Kind.REGISTER);
            draft.start(LinkTimer.Kind.STATUS, Duration.ZERO);
            draft.statusSoon = true;
            draft.start(LinkTimer.Kind.PING, times().ping());
            draft.start(LinkTimer.Kind.STABLE, times().stable());
            draft.report(
                    Severity.INFO,
                    "registered as " + answer.getWorkerId() + ", server "
                            + answer.getServerInfo().getVersion());
            jobs.announce();
            pings.warmUp();
        }

        private void heard(ServerMessage message) {
            switch (message.getMessageCase()) {
                case ASSIGNMENT -> assigned(message.getAssignment());
                case TERMINATION -> terminated(message.getTermination().getJobId());
                case AVAILABILITY ->
                    onOffered(new LinkEvent.Offered(
                            message.getAvailability().getJob(), Optional.empty(), draft.workload));
                case GO_AWAY ->
                    lose("server is about to go: " + message.getGoAway().getReason(), Outlook.PASSING);
                case PONG -> {
                    pings.answered();
                    pings.warmUp();
                }
                case REGISTER, MESSAGE_NOT_SET -> {
                    // That something came is all that matters of these.
                }
            }
        }

        private void assigned(JobAssignment assignment) {
            if (!offers.assigned(assignment)) {
                jobs.tooLate(assignment.getJob().getId());
            }
        }

        private void terminated(String jobId) {
            offers.terminated(jobId);
            jobs.terminated(jobId);
        }

        @Override
        public void onOffered(LinkEvent.Offered event) {
            pings.lives();
            offers.offered(event);
        }

        @Override
        public void onRequestAnswered(LinkEvent.RequestAnswered event) {
            offers.answered(event);
        }

        @Override
        public void onJobBegan(String jobId) {
            jobs.began(jobId);
        }

        @Override
        public void onJobRefused(LinkEvent.JobRefused event) {
            jobs.refused(event);
        }

        @Override
        public void onJobAdopted(String jobId) {
            jobs.adopted(jobId);
        }

        @Override
        public void onJobEnded(LinkEvent.JobEnded event) {
            jobs.ended(event);
            pings.afterEnd(event.jobId());
        }

        @Override
        public void onStatusDue(Workload workload) {
            draft.statusSoon = false;
            if (draft.is(LinkPhase.REGISTERED)) {
                draft.workload = workload;
                draft.send(WorkerMessage.newBuilder().setUpdateWorker(status(workload)));
                draft.start(LinkTimer.Kind.STATUS, times().status());
            }
        }

        private UpdateWorkerStatus status(Workload workload) {
            double expected = offers.expectedLoad();
            boolean takes = draft.intake == Intake.OPEN && workload.hasRoom() && expected < settings.loadThreshold();
            return UpdateWorkerStatus.newBuilder()
                    .setStatus(takes ? WorkerStatus.WS_AVAILABLE : WorkerStatus.WS_FULL)
                    .setLoad((float) workload.reported(expected, settings.loadThreshold()))
                    .setJobCount(draft.jobs.size())
                    .setDraining(draft.intake == Intake.DRAINING)
                    .build();
        }

        @Override
        public void onPingDue(long millis) {
            pings.due(millis);
        }

        @Override
        public void onDue(LinkTimer timer) {
            switch (timer.kind()) {
                case RETRY -> connect();
                case CONNECT -> loseIf(LinkPhase.CONNECTING, "no WebSocket", "connect-timeout", times().connect());
                case REGISTER ->
                    loseIf(
                            LinkPhase.REGISTERING,
                            "no answer to the registration",
                            "register-timeout",
                            times().register());
                case PONG -> loseIf(LinkPhase.REGISTERED, "no word after a ping", "ping-timeout", times().pong());
                case STABLE -> draft.failures = draft.is(LinkPhase.REGISTERED) ? 0 : draft.failures;
                case REQUEST -> offers.requestOverdue(timer.offer());
                case ASSIGNMENT -> offers.assignmentOverdue(timer.offer());
                case STATUS -> onStatusDue(draft.workload);
                case PING -> onPingDue(0);
            }
        }

        private void loseIf(LinkPhase phase, String what, String key, Duration deadline) {
            if (draft.is(phase)) {
                lose(
                        what + " (expected: within " + deadline.toMillis() + " ms, parley.worker.livekit." + key + ")",
                        Outlook.PASSING);
            }
        }

        @Override
        public void onDrainAsked() {
            draft.intake = Intake.DRAINING;
            draft.reportSoon();
        }

        @Override
        public void onCloseAsked() {
            if (!draft.is(LinkPhase.CLOSED)) {
                forgetConnection();
                jobs.abandonStarting();
                draft.cancel(LinkTimer.Kind.RETRY);
                draft.phase = LinkPhase.CLOSED;
                draft.problem = "closed";
                draft.add(new LinkEffect.Finish());
            }
        }

        private LinkTimes times() {
            return settings.times();
        }
    }
}
