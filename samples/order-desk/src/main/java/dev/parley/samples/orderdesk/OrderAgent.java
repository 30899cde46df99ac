package dev.parley.samples.orderdesk;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.llm.LanguageModel;
import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTools;

/** Who answers the phone. */
public final class OrderAgent extends Agent {
    private static final String INSTRUCTIONS = """
            You answer the phone of a shop that delivers. Be friendly and brief: one or two short sentences, as they are
            spoken, without lists or symbols. Tell prices and stock by the tools only, never from memory.
            Take the items and quantities the caller wants, then ask for the phone number and for the street and house
            number. Read the whole order back with its total, and place it once the caller has said yes.
            When a tool refuses something, tell the caller why and ask what the tool asks.
            """;

    private final OrderData data;

    OrderAgent(OrderData data, OrderStore store, LanguageModel llm) {
        super(AgentSpec.instructions(INSTRUCTIONS)
                .id("order_desk")
                .tools(FunctionTools.of(new OrderTools(data, store)))
                .llm(llm));
        this.data = data;
    }

    @Override
    public void onEnter(AgentSession session) {
        session.say(data.catalogue().greeting());
    }
}
