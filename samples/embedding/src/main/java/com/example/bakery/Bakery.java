package com.example.bakery;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;

/** Answers the phone of a bakery. */
// snippet: agent
public final class Bakery extends Agent {
    public Bakery() {
        super(AgentSpec.instructions("You answer the phone of a bakery.").tools(FunctionTools.of(new Prices())));
    }

    @Override
    public void onEnter(AgentSession session) {
        session.say("Bakery, good morning!");
    }

    public static final class Prices {
        @Tool(description = "What one piece of a product costs, in euros")
        public String price(@Param("bread or roll") String product) {
            return switch (product) {
                case "bread" -> "4";
                case "roll" -> "1";
                default -> throw new ToolException("product: " + product + " (expected: bread or roll)");
            };
        }
    }
}
// end: agent
