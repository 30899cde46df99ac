package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.AvailabilityResponse;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.JobTermination;
import dev.parley.livekit.proto.RegisterWorkerRequest;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.proto.WorkerPong;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.LinkTimes;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A link on virtual time: keeps its timers, releases its places, and writes down what it does. */
final class TestLink implements LinkEffect.Cases {
    static final LinkTimes TIMES = new LinkTimes(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(2500),
            Duration.ofMillis(7500),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));

    final JobSlots slots;
    final List<WorkerMessage> sent = new ArrayList<>();
    final List<LinkEffect.AskHandler> asked = new ArrayList<>();
    final List<LinkEffect.StartJob> started = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    final List<Long> connectedAt = new ArrayList<>();
    final List<LinkEffect.Outcome> outcomes = new ArrayList<>();
    final Map<LinkTimer, Long> timers = new HashMap<>();
    final Set<LinkTimer.Kind> fired = EnumSet.noneOf(LinkTimer.Kind.class);
    int disconnects;
    int rehearsals;
    int prepared;
    boolean finished;
    double cpu;
    long now;
    LinkState state;
    private final LinkMachine machine;

    TestLink(int capacity, double loadThreshold, long seed) {
        slots = new JobSlots(capacity);
        state = LinkState.initial(Workload.idle(capacity), 0);
        machine = new LinkMachine(new LinkSettings(
                RegisterWorkerRequest.newBuilder().setAgentName("desk").build(), TIMES, loadThreshold, seed));
    }

    static TestLink of(int capacity) {
        return new TestLink(capacity, 0.7, 1);
    }

    /** One that is registered. */
    static TestLink registered(int capacity) {
        TestLink link = of(capacity);
        link.on(new LinkEvent.Begun());
        link.register();
        return link;
    }

    void register() {
        on(new LinkEvent.SocketOpened());
        hear(ServerMessage.newBuilder()
                .setRegister(RegisterWorkerResponse.newBuilder().setWorkerId("AW_1")));
        pass(Duration.ZERO);
    }

    TestLink on(LinkEvent event) {
        LinkStep step = machine.step(state, event);
        state = step.state();
        step.effects().forEach(effect -> effect.visit(this));
        return this;
    }

    void hear(ServerMessage.Builder message) {
        on(new LinkEvent.Received(message.build()));
    }

    void lose(String why) {
        on(new LinkEvent.SocketLost(why, LinkEvent.Outlook.PASSING));
    }

    /** Lets time go by, timers fire when they are due. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        for (Optional<Map.Entry<LinkTimer, Long>> due = due(end); due.isPresent(); due = due(end)) {
            LinkTimer timer = due.get().getKey();
            now = Math.max(now, due.get().getValue());
            timers.remove(timer);
            fired.add(timer.kind());
            on(
                    switch (timer.kind()) {
                        case STATUS -> new LinkEvent.StatusDue(workload());
                        case PING -> new LinkEvent.PingDue(now / 1_000_000);
                        default -> new LinkEvent.Due(timer);
                    });
        }
        now = end;
    }

    private Optional<Map.Entry<LinkTimer, Long>> due(long end) {
        return timers.entrySet().stream()
                .filter(timer -> timer.getValue() <= end)
                .min(Comparator.comparingLong((Map.Entry<LinkTimer, Long> timer) -> timer.getValue())
                        .thenComparing(timer -> timer.getKey().toString()))
                .map(timer -> Map.entry(timer.getKey(), timer.getValue()));
    }

    Workload workload() {
        return new Workload(cpu, Duration.ZERO, slots.taken(), slots.capacity());
    }

    void offer(String jobId) {
        on(new LinkEvent.Offered(
                Job.newBuilder().setId(jobId).build(), slots.reserve().map(place -> place), workload()));
    }

    /** The answer to the request that was asked last. */
    void answer(OfferAnswer answer) {
        on(new LinkEvent.RequestAnswered(asked.get(asked.size() - 1).offer(), answer));
    }

    void accept() {
        answer(new OfferAnswer.Accept(JobAcceptArguments.standard()));
    }

    void assign(String jobId) {
        hear(ServerMessage.newBuilder()
                .setAssignment(JobAssignment.newBuilder()
                        .setJob(Job.newBuilder().setId(jobId))
                        .setToken("t")));
    }

    /** The manager takes over the place of the job that was to be started last. */
    JobSlots.Reservation begin(String jobId) {
        JobSlots.Reservation place = ((JobSlots.Reservation)
                        started.get(started.size() - 1).place())
                .handOver()
                .orElseThrow();
        on(new LinkEvent.JobBegan(jobId));
        return place;
    }

    void terminate(String jobId) {
        hear(ServerMessage.newBuilder()
                .setTermination(JobTermination.newBuilder().setJobId(jobId)));
    }

    void pong() {
        hear(ServerMessage.newBuilder().setPong(WorkerPong.getDefaultInstance()));
    }

    WorkerMessage last() {
        return sent.get(sent.size() - 1);
    }

    List<AvailabilityResponse> answers(String jobId) {
        return sent.stream()
                .filter(WorkerMessage::hasAvailability)
                .map(WorkerMessage::getAvailability)
                .filter(answer -> answer.getJobId().equals(jobId))
                .toList();
    }

    List<UpdateJobStatus> jobStatuses(String jobId) {
        return sent.stream()
                .filter(WorkerMessage::hasUpdateJob)
                .map(WorkerMessage::getUpdateJob)
                .filter(status -> status.getJobId().equals(jobId))
                .toList();
    }

    @Override
    public void connect() {
        connectedAt.add(now);
    }

    @Override
    public void disconnect() {
        disconnects++;
    }

    @Override
    public void send(WorkerMessage message) {
        sent.add(message);
    }

    @Override
    public void startTimer(LinkTimer timer, Duration delay) {
        timers.put(timer, now + delay.toNanos());
    }

    @Override
    public void cancelTimer(LinkTimer timer) {
        timers.remove(timer);
    }

    @Override
    public void askHandler(LinkEffect.AskHandler effect) {
        asked.add(effect);
    }

    @Override
    public void release(JobPlace place) {
        place.release();
    }

    @Override
    public void startJob(LinkEffect.StartJob effect) {
        started.add(effect);
    }

    @Override
    public void endJob(LinkEffect.EndJob effect) {
        ended.add(effect.jobId());
    }

    @Override
    public void endTold(String jobId) {
        told.add(jobId);
    }

    @Override
    public void offerSettled(LinkEffect.OfferSettled effect) {
        outcomes.add(effect.outcome());
    }

    @Override
    public void prepare() {
        prepared++;
    }

    @Override
    public void rehearse() {
        rehearsals++;
    }

    @Override
    public void report(LinkEffect.Report effect) {
        reports.add(effect.severity() + " " + effect.text());
    }

    @Override
    public void finish() {
        finished = true;
    }
}
