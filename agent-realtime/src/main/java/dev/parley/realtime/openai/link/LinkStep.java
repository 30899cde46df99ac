package dev.parley.realtime.openai.link;

import java.util.List;

/** What an event has come to. */
public record LinkStep(LinkState state, List<LinkEffect> effects) {
    public LinkStep {
        effects = List.copyOf(effects);
    }
}
