package dev.parley.worker.cluster.internal;

import java.util.List;

/** What an event leads to: the next state, and what is to be done, in this order. */
public record PlacementStep(PlacementState state, List<PlacementEffect> effects) {

    public PlacementStep {
        effects = List.copyOf(effects);
    }
}
