package dev.parley.worker.cluster.internal;

import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Feeds the machine of a node, takes and gives back places for it, and hands the rest of its effects out. Used by one thread. */
public final class Placement {
    private final PlacementMachine machine;
    private final JobSlots slots;
    private final Supplier<NodeLoad> load;
    private final Outside outside;
    private final Deque<PlacementEvent> events = new ArrayDeque<>();
    /** Places that were taken for the event at hand and are in nobody's hands yet. */
    private final Set<JobSlots.Reservation> underWay = new HashSet<>();

    private final Hands hands = new Hands();
    private PlacementState state;

    /**
     * The placement of a node.
     *
     * @param initial what it knew before a failure: who waited then isn't served any more
     * @param load of the node at the moment, with all places of {@code slots} that are taken
     */
    public Placement(
            PlacementMachine machine,
            PlacementState initial,
            JobSlots slots,
            Supplier<NodeLoad> load,
            Outside outside) {
        this.machine = machine;
        this.slots = slots;
        this.load = load;
        this.outside = outside;
        this.state = initial;
        feed(new PlacementEvent.Restarted());
        feed(new PlacementEvent.LoadSampled(load.get()));
    }

    public PlacementState state() {
        return state;
    }

    /** Carries out all that this event leads to. */
    public void feed(PlacementEvent event) {
        events.addLast(event);
        stepAll();
        sample();
    }

    /** Gives back all held places, and those that were being given when a step failed; nothing may be fed any more. */
    public void close() {
        state.holds().values().forEach(hold -> hold.place().release());
        underWay.forEach(JobSlots.Reservation::release);
    }

    /** Lets the machine know of places that were taken or became free by other ways. */
    public void sample() {
        NodeLoad now = load.get();
        if (now.taken() != state.load().taken() || now.busy() != state.load().busy() || state.waiting() > 0) {
            events.addLast(new PlacementEvent.LoadSampled(now));
            stepAll();
        }
    }

    private void stepAll() {
        for (PlacementEvent next = events.poll(); next != null; next = events.poll()) {
            step(next);
        }
        underWay.clear();
    }

    private void step(PlacementEvent event) {
        PlacementStep step = machine.step(state, event);
        state = step.state();
        step.effects().forEach(effect -> effect.visit(hands));
    }

    /** What happens outside of the machine and of the places. */
    public interface Outside {
        void send(String node, PeerMessage message);

        void answer(long request, PlacementEffect.Outcome outcome);

        void handOver(long ticket, Optional<PlacementState.Hold> hold);

        void startTimer(PlacementTimer timer, Duration delay);

        void cancelTimer(PlacementTimer timer);

        void lost(PlacementEffect.Lost lost);

        void endDoubled(PlacementEffect.EndDoubled doubled);
    }

    private final class Hands implements PlacementEffect.Cases {
        @Override
        public void takePlace(PlacementEffect.TakePlace effect) {
            Optional<JobSlots.Reservation> place = slots.reserve();
            place.ifPresent(underWay::add);
            events.addFirst(new PlacementEvent.PlaceTaken(effect.forWhom(), effect.callId(), place, load.get()));
        }

        @Override
        public void giveBack(JobSlots.Reservation place) {
            place.release();
        }

        @Override
        public void send(PlacementEffect.Send effect) {
            outside.send(effect.node(), effect.message());
        }

        @Override
        public void answer(PlacementEffect.Answer effect) {
            outside.answer(effect.request(), effect.outcome());
            if (effect.outcome() instanceof PlacementEffect.Outcome.Here here) {
                underWay.remove(here.place());
            }
        }

        @Override
        public void handOver(PlacementEffect.HandOver effect) {
            outside.handOver(effect.ticket(), effect.hold());
        }

        @Override
        public void startTimer(PlacementTimer timer, Duration delay) {
            outside.startTimer(timer, delay);
        }

        @Override
        public void cancelTimer(PlacementTimer timer) {
            outside.cancelTimer(timer);
        }

        @Override
        public void lost(PlacementEffect.Lost effect) {
            outside.lost(effect);
        }

        @Override
        public void endDoubled(PlacementEffect.EndDoubled effect) {
            outside.endDoubled(effect);
        }
    }
}
