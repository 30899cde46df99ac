package dev.parley.worker.job;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import com.typesafe.config.Config;
import dev.parley.AgentSessionBuilder;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.livekit.proto.SIPParticipantInfo;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.livekit.token.TokenVerifier;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeModel;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantFilter;
import dev.parley.room.Room;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import dev.parley.worker.ParticipantEntrypoint;
import dev.parley.worker.RoomJob;
import dev.parley.worker.SessionReport;
import dev.parley.worker.SipCall;
import dev.parley.worker.SipTransfer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A job as its entry point sees it. Holds no conversation state: the {@link Job} decides. */
final class JobHandle implements JobContext {
    private static final Logger LOG = LoggerFactory.getLogger(JobContext.class);

    private final Call call;
    private final JobEnvironment environment;
    private final ActorSystem<?> system;
    private final ActorRef<SpawnProtocol.Command> sessions;
    private final Map<String, String> logFields = new ConcurrentHashMap<>();
    private final ShutdownCallbacks callbacks;
    private final JobTasks tasks;
    private final JobRoom room;
    private final RoomServices services;
    private final ParticipantTasks participants;
    private volatile EntryPoint code;
    private volatile Optional<SessionRecord> record = Optional.empty();
    private volatile boolean deletesRoom;
    private CompletionStage<Done> renewed = CompletableFuture.completedFuture(Done.getInstance());

    /** A handle whose sessions are children of the actor that answers to {@code sessions}. */
    JobHandle(
            Call call,
            EntryPoint entryPoint,
            JobEnvironment environment,
            ActorSystem<?> system,
            ActorRef<SpawnProtocol.Command> sessions) {
        this.call = call;
        this.code = entryPoint;
        this.environment = environment;
        this.system = system;
        this.sessions = sessions;
        this.callbacks = new ShutdownCallbacks(call.id());
        this.tasks = new JobTasks(call.id(), this::logFields);
        this.room = new JobRoom(call, environment.roomConnector(), system);
        this.services = new RoomServices(call);
        this.participants = new ParticipantTasks(this, room, tasks);
        logFields.put("jobId", call.id());
    }

    JobRoom jobRoom() {
        return room;
    }

    ShutdownCallbacks callbacks() {
        return callbacks;
    }

    JobTasks tasks() {
        return tasks;
    }

    /** Gives the session the agent of new code, one renewal after the other; called by the job alone. */
    void renew(AgentSession session, EntryPoint next) {
        code = next;
        renewed = renewed.exceptionally(failedBefore -> Done.getInstance())
                .thenCompose(before -> tasks.startLogged("reload", () -> {
                    next.reloaded(this).ifPresent(agent -> update(session, agent));
                    return Done.getInstance();
                }));
    }

    private void update(AgentSession session, Agent agent) {
        Parley.reloadAgent(session, agent);
        LOG.info("Job [{}] goes on with new code.", id());
    }

    @Override
    public String id() {
        return call.id();
    }

    @Override
    public String agentName() {
        return call.agentName();
    }

    @Override
    public String metadata() {
        return call.metadata();
    }

    @Override
    public Models models() {
        return environment.models();
    }

    @Override
    public Optional<RealtimeModel> realtime() {
        return environment.realtime().map(shared -> shared.of(system));
    }

    @Override
    public Config config() {
        return environment.config();
    }

    @Override
    public ActorSystem<?> system() {
        return system;
    }

    @Override
    public List<Participant> participants() {
        return call.line().isPresent() ? room.participants() : List.of(call.caller());
    }

    @Override
    public Optional<RoomJob> roomJob() {
        return call.line().map(RoomLine::job);
    }

    @Override
    public Optional<TokenClaims> tokenClaims() {
        return roomJob().map(job -> TokenVerifier.unverified(job.token()));
    }

    @Override
    public CompletionStage<Room> connect(AutoSubscribe subscribe) {
        return room.connect(subscribe);
    }

    @Override
    public Optional<Room> room() {
        return room.room();
    }

    @Override
    public CompletionStage<Participant> waitForParticipant(ParticipantFilter filter) {
        return room.waitFor(filter);
    }

    @Override
    public void addParticipantEntrypoint(ParticipantFilter filter, ParticipantEntrypoint entrypoint) {
        participants.add(filter, entrypoint);
    }

    @Override
    public CompletionStage<Done> deleteRoom() {
        return services.deleteRoom();
    }

    @Override
    public CompletionStage<Optional<SIPParticipantInfo>> addSipParticipant(SipCall sip) {
        return services.addSipParticipant(sip);
    }

    @Override
    public CompletionStage<Done> transferSipParticipant(SipTransfer transfer) {
        return services.transferSipParticipant(transfer);
    }

    @Override
    public AgentSessionBuilder session() {
        AgentSessionBuilder session = Parley.session(system)
                .childOf(sessions)
                .id(id())
                .models(models())
                .options(environment.sessionOptions());
        return realtime().map(session::realtime).orElse(session);
    }

    @Override
    public CompletionStage<AgentSession> start(AgentSession session) {
        if (call.line().isEmpty()) {
            return attach(session);
        }
        return connect()
                .thenCompose(joined -> joined.carry(session))
                .handle((audible, problem) -> {
                    if (problem != null) {
                        call.attachFailed(problem);
                        return call.whenStarted();
                    }
                    call.callerConnected();
                    return attach(session);
                })
                .thenCompose(started -> started);
    }

    private CompletionStage<AgentSession> attach(AgentSession session) {
        if (!call.attach(session)) {
            return CompletableFuture.failedFuture(new IllegalStateException("session: another one for job " + id()
                    + " (expected: one session per job, started before the job ends)"));
        }
        return call.whenStarted();
    }

    /** Takes down what happens from now on. */
    void record(AgentSession session) {
        SessionRecord begun = new SessionRecord(call, session, Instant.now());
        session.on(SessionEvent.class, begun);
        record = Optional.of(begun);
    }

    @Override
    public Optional<SessionReport> sessionReport() {
        return record.map(kept -> kept.report(Instant.now()));
    }

    @Override
    public void deleteRoomOnClose() {
        deletesRoom = true;
    }

    boolean deletesRoom() {
        return deletesRoom;
    }

    /** Lets the application know that its session is over; fails with what it throws. */
    void sessionEnded() throws Exception {
        code.onSessionEnd(this);
    }

    @Override
    public <T> CompletionStage<T> startTask(String name, Callable<T> task) {
        return tasks.startLogged(name, task);
    }

    @Override
    public void info(String message) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        logFields.forEach(MDC::put);
        try {
            LOG.info("{}", message);
        } finally {
            MDC.setContextMap(before == null ? Map.of() : before);
        }
    }

    @Override
    public void addShutdownCallback(Duration budget, ShutdownCallback callback) {
        callbacks.add(budget, callback);
    }

    @Override
    public Map<String, String> logFields() {
        return Map.copyOf(logFields);
    }

    @Override
    public void addLogField(String key, String value) {
        logFields.put(key, value);
    }

    @Override
    public void shutdown(String reason) {
        call.end(reason);
    }
}
