package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.livekit.internal.LinkEffect.Severity;
import dev.parley.worker.livekit.internal.LinkState.AssignedJob;
import dev.parley.worker.livekit.internal.LinkState.Intake;
import dev.parley.worker.livekit.internal.LinkState.Offer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state while one event is worked on, and the effects so far. Not thread-safe. */
final class LinkDraft {
    /** Short beside the moments between two offers, long beside what an answer takes. */
    static final Duration SOON = Duration.ofMillis(20);

    LinkPhase phase;
    Intake intake;
    int failures;
    long attempts;
    String workerId;
    String problem;
    int unansweredPings;
    final Deque<String> pings;
    int warmUps;
    long lastOffer;
    boolean statusSoon;
    final Map<String, Offer> offers;
    final Map<String, AssignedJob> jobs;
    final Deque<UpdateJobStatus> unsent;
    Workload workload;
    private final List<LinkEffect> effects = new ArrayList<>();

    LinkDraft(LinkState state) {
        phase = state.phase();
        intake = state.intake();
        failures = state.failures();
        attempts = state.attempts();
        workerId = state.workerId();
        problem = state.problem();
        unansweredPings = state.unansweredPings();
        pings = new ArrayDeque<>(state.pings());
        warmUps = state.warmUps();
        lastOffer = state.lastOffer();
        statusSoon = state.statusSoon();
        offers = new LinkedHashMap<>(state.offers());
        jobs = new LinkedHashMap<>(state.jobs());
        unsent = new ArrayDeque<>(state.unsent());
        workload = state.workload();
    }

    LinkStep finish() {
        return new LinkStep(
                new LinkState(
                        phase,
                        intake,
                        failures,
                        attempts,
                        workerId,
                        problem,
                        unansweredPings,
                        List.copyOf(pings),
                        warmUps,
                        lastOffer,
                        statusSoon,
                        offers,
                        jobs,
                        List.copyOf(unsent),
                        workload),
                effects);
    }

    boolean is(LinkPhase expected) {
        return phase == expected;
    }

    void add(LinkEffect effect) {
        effects.add(effect);
    }

    void send(WorkerMessage.Builder message) {
        add(new LinkEffect.Send(message.build()));
    }

    void start(LinkTimer timer, Duration delay) {
        add(new LinkEffect.StartTimer(timer, delay));
    }

    void start(LinkTimer.Kind kind, Duration delay) {
        start(LinkTimer.of(kind), delay);
    }

    void cancel(LinkTimer timer) {
        add(new LinkEffect.CancelTimer(timer));
    }

    void cancel(LinkTimer.Kind... kinds) {
        for (LinkTimer.Kind kind : kinds) {
            cancel(LinkTimer.of(kind));
        }
    }

    /**
     * The load is told soon, not at its next turn: behind what is said now, and once for offers that come together. Offers without
     * an end don't put it off.
     */
    void reportSoon() {
        if (is(LinkPhase.REGISTERED) && !statusSoon) {
            statusSoon = true;
            start(LinkTimer.Kind.STATUS, SOON);
        }
    }

    void report(Severity severity, String text) {
        add(new LinkEffect.Report(severity, text));
    }
}
