package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The placement of one node, for tests that play the others and keep what it says and does. */
abstract class OneNode implements Placement.Outside {
    static final String SELF = "10.0.0.2:25520";
    static final String OTHER = "10.0.0.1:25520";
    static final String THIRD = "10.0.0.3:25520";

    final JobSlots slots;
    final Map<String, List<PeerMessage>> sent = new HashMap<>();
    final Map<Long, Outcome> answers = new HashMap<>();
    final Map<Long, Optional<PlacementState.Hold>> handed = new HashMap<>();
    final Map<PlacementTimer, Duration> timers = new HashMap<>();
    final List<PlacementEffect.Lost> lost = new ArrayList<>();
    final List<String> doubled = new ArrayList<>();
    Placement placement;
    boolean refusesAnswers;
    private final PlacementMachine machine;

    OneNode(int capacity, int queueSize) {
        slots = new JobSlots(capacity);
        machine = new PlacementMachine(new PlacementSettings(
                SELF,
                Duration.ofSeconds(2),
                queueSize,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMillis(50)));
        placement = placement(PlacementState.initial(0));
    }

    private Placement placement(PlacementState from) {
        int capacity = slots.capacity();
        return new Placement(
                machine, from, slots, () -> new NodeLoad(capacity, slots.taken(), 0, 0, false, false), this);
    }

    /** As an actor that is supervised. */
    final void failAndBeginAnew() {
        placement.close();
        timers.clear();
        placement = placement(placement.state());
    }

    final void propose(long request, String callId) {
        placement.feed(new PlacementEvent.Wanted(request, callId, Optional.empty()));
    }

    final void hear(PeerMessage message) {
        placement.feed(new PlacementEvent.Heard(message));
    }

    final void due(PlacementTimer timer) {
        placement.feed(new PlacementEvent.Due(timer));
    }

    final <T> List<T> all(String node, Class<T> type) {
        return sent.getOrDefault(node, List.of()).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    final <T> T last(String node, Class<T> type) {
        List<T> all = all(node, type);
        return all.get(all.size() - 1);
    }

    final Outcome.Nowhere nowhere(long request) {
        return (Outcome.Nowhere) Objects.requireNonNull(answers.get(request));
    }

    @Override
    public void send(String node, PeerMessage message) {
        sent.computeIfAbsent(node, first -> new ArrayList<>()).add(message);
    }

    @Override
    public void answer(long request, Outcome outcome) {
        if (refusesAnswers) {
            throw new IllegalStateException("nobody to answer");
        }
        assertThat(answers.put(request, outcome)).as("an earlier answer").isNull();
    }

    @Override
    public void handOver(long ticket, Optional<PlacementState.Hold> hold) {
        handed.put(ticket, hold);
    }

    @Override
    public void startTimer(PlacementTimer timer, Duration delay) {
        timers.put(timer, delay);
    }

    @Override
    public void cancelTimer(PlacementTimer timer) {
        timers.remove(timer);
    }

    @Override
    public void lost(PlacementEffect.Lost effect) {
        lost.add(effect);
    }

    @Override
    public void endDoubled(PlacementEffect.EndDoubled effect) {
        doubled.add(effect.callId());
    }
}
