package com.example.bakery;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import java.util.Map;

/** Answers the phone of a bakery. */
// snippet: agent
public final class Bakery extends Agent {
    public Bakery() {
        super(AgentSpec.instructions("You answer the phone of a bakery. Be brief.")
                .tools(FunctionTools.of(new Prices())));
    }

    @Override
    public void onEnter(AgentSession session) {
        session.say("Bakery, good morning!");
    }

    public static final class Prices {
        private final Map<String, Double> euros = Map.of("bread", 4.2, "roll", 0.6, "cake", 18.0);

        @Tool(description = "What one piece of a product costs, in euros")
        public double price(@Param("bread, roll or cake") String product) throws ToolException {
            Double price = euros.get(product);
            if (price == null) {
                throw new ToolException("product: " + product + " (expected: one of " + euros.keySet() + ")");
            }
            return price;
        }
    }
}
// end: agent
