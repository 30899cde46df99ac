package dev.parley.testkit.run;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentSession;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The agent that the tests of runs talk to. */
public final class Bakery extends Agent {
    Bakery() {
        super(AgentSpec.instructions("You answer the phone of a bakery.").tools(FunctionTools.of(new Prices())));
    }

    @Override
    public void onEnter(AgentSession session) {
        session.say("Bakery, good morning!");
    }

    /** Its tools. */
    public static final class Prices {
        @Tool(description = "What so many pieces of a product cost, in euros")
        public int price(@Param("bread or roll") String product, @Param("how many") int count) {
            return switch (product) {
                case "bread" -> 4 * count;
                case "roll" -> count;
                default -> throw new ToolException("product: " + product + " (expected: bread or roll)");
            };
        }

        @Tool(description = "Asks the agent something while it is at work")
        public String nested(RunContext context) throws Exception {
            try {
                context.session().run("and one more").toCompletableFuture().get(10, TimeUnit.SECONDS);
                return "answered";
            } catch (ExecutionException refused) {
                return "refused";
            }
        }

        @Tool(description = "Says something while it works")
        public String patience(RunContext context) throws Exception {
            return context.session()
                    .say("One moment.")
                    .whenDone()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .heard();
        }
    }
}
