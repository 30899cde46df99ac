package dev.parley.cli;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import dev.parley.worker.SessionReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Greets whoever is in its room, and tells how its jobs go. */
final class ObservedGreeter implements EntryPoint {
    private static final long SECONDS = 60;

    private final LinkedBlockingQueue<Visit> visits = new LinkedBlockingQueue<>();
    private final Map<String, Visit> kept = new ConcurrentHashMap<>();

    @Override
    public void run(JobContext job) {
        AgentSession session = job.session().agent(new Greeter()).build();
        Visit visit = Visit.of(job, session);
        job.addShutdownCallback(Duration.ofSeconds(5), visit.shutdown::complete);
        job.addParticipantEntrypoint((context, participant) -> visit.people.add(participant.identity()));
        if (job.metadata().equals("delete on close")) {
            job.deleteRoomOnClose();
        }
        kept.put(job.id(), visit);
        visits.add(visit);
        job.start(session);
    }

    @Override
    public void onSessionEnd(JobContext job) {
        Objects.requireNonNull(kept.get(job.id()), "a job that has not begun")
                .report
                .complete(job.sessionReport().orElseThrow());
    }

    /** The next job that begins. */
    Visit next() throws InterruptedException {
        Visit visit = visits.poll(SECONDS, TimeUnit.SECONDS);
        if (visit == null) {
            throw new AssertionError("no job within " + SECONDS + " s");
        }
        return visit;
    }

    boolean isIdle() {
        return visits.isEmpty();
    }

    private static final class Greeter extends Agent {
        Greeter() {
            super(AgentSpec.instructions("You greet people."));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("Good day to you. It is a pleasure to have you here, and there is a lot to tell.");
        }
    }

    /** One job of it. */
    record Visit(
            JobContext job,
            CompletableFuture<CloseReason> closed,
            CompletableFuture<String> shutdown,
            CompletableFuture<SessionReport> report,
            List<String> people) {

        private static Visit of(JobContext job, AgentSession session) {
            return new Visit(
                    job,
                    session.whenClosed().toCompletableFuture(),
                    new CompletableFuture<>(),
                    new CompletableFuture<>(),
                    new CopyOnWriteArrayList<>());
        }

        String id() {
            return job.id();
        }

        /** Why its session was closed, once it is. */
        CloseReason closeReason() throws Exception {
            return closed.get(SECONDS, TimeUnit.SECONDS);
        }

        /** What could be kept of the session, once it has been. */
        SessionReport sessionReport() throws Exception {
            return report.get(SECONDS, TimeUnit.SECONDS);
        }

        /** What its shutdown callback was told, once it has run. */
        String shutdownReason() throws Exception {
            return shutdown.get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
