package dev.parley.worker.livekit.internal;

import java.util.List;

/** What an event leads to. */
public record LinkStep(LinkState state, List<LinkEffect> effects) {

    /** Copies the effects. */
    public LinkStep {
        effects = List.copyOf(effects);
    }
}
