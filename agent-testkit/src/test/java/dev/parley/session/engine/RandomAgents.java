package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.AgentSession;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.Filler;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.StopResponse;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.TurnStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Agents that hand off, ask for tasks, refuse turns and change themselves, at random but the same for the same seed. */
final class RandomAgents {
    /** What their models may call beside what other random calls know. */
    static final List<String> TOOLS = List.of("transfer", "both", "task", "finish", "updating", "asking", "once");

    private final Random random;
    private final List<FunctionTool> plain;
    private int made;

    RandomAgents(Random random, List<FunctionTool> plain) {
        this.random = random;
        this.plain = plain;
    }

    Agent agent() {
        String id = "agent_" + ++made;
        int mood = random.nextInt(6);
        AgentSpec spec = AgentSpec.instructions("You are " + id + ".").id(id).tools(tools());
        AgentSpec ruled = models(random.nextInt(4) == 0 ? spec.turns(turns()) : spec);
        return mood < 3 ? new Plain(ruled, mood) : new Choosy(ruled, mood);
    }

    /** Most have all models; some listen without understanding, answering, speaking or detecting voices. */
    private AgentSpec models(AgentSpec spec) {
        return switch (random.nextInt(12)) {
            case 0 -> spec.withoutStt();
            case 1 -> spec.withoutLlm();
            case 2 -> spec.withoutTts();
            case 3 -> spec.withoutVad();
            default -> spec;
        };
    }

    /** Rules of its own, which hold whatever the host's are. */
    private TurnOptions turns() {
        TurnOptions turns = TurnOptions.standard();
        return switch (random.nextInt(4)) {
            case 0 -> turns.withInterruption(InterruptionOptions.disabled());
            case 1 -> turns.withDetection(TurnDetection.MANUAL);
            case 2 -> turns.withStart(TurnStart.byWords(2));
            default ->
                turns.withEndpointing(EndpointingOptions.standard()
                        .withDelays(Duration.ofMillis(random.nextInt(900)), Duration.ofSeconds(2)));
        };
    }

    private List<FunctionTool> tools() {
        List<FunctionTool> tools = new ArrayList<>(plain);
        tools.add(tool("transfer", context -> agent()));
        tools.add(tool("both", context -> ToolOutcome.HandOff.to(agent(), "alpha")));
        tools.add(tool("task", context -> new Finding().run(context)));
        tools.add(tool("updating", context -> {
            context.withFiller(Filler.of("Nothing much is said in this one.")
                    .after(Duration.ofSeconds(1))
                    .every(Duration.ofSeconds(2)));
            context.update("alpha");
            return "beta";
        }));
        tools.add(tool("asking", context -> {
            context.disallowInterruptions();
            context.session().updateAgent(agent());
            return new ToolOutcome.Silent("");
        }));
        tools.add(tool("once", context -> "alpha")
                .with(ToolOptions.standard()
                        .with(ToolFlag.CANCELLABLE)
                        .onDuplicate(OnDuplicate.REPLACE, DuplicateScope.NAME)));
        return tools;
    }

    private static void enter(AgentSession session, int mood) {
        if (mood == 0) {
            session.say("This is a sentence that takes its time.");
        } else if (mood == 1) {
            session.generateReply();
        }
    }

    private static final class Plain extends Agent {
        private final int mood;

        Plain(AgentSpec spec, int mood) {
            super(spec);
            this.mood = mood;
        }

        @Override
        public void onEnter(AgentSession session) {
            enter(session, mood);
        }

        @Override
        public void onExit(AgentSession session) {
            enter(session, mood);
        }
    }

    /** Has something to do with each turn. */
    private static final class Choosy extends Agent {
        private final int mood;
        private int turns;

        Choosy(AgentSpec spec, int mood) {
            super(spec);
            this.mood = mood;
        }

        @Override
        public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) {
            switch ((mood + turns++) % 5) {
                case 0 -> throw new StopResponse();
                case 1 -> throw new IllegalStateException("scripted failure");
                case 2 -> turnContext.addMessage(ChatRole.SYSTEM, "alpha");
                case 3 -> turnContext.session().say("And here is another one for you.");
                default -> updateInstructions(instructions());
            }
        }
    }

    /** Is complete when its model calls {@code finish}. */
    private static final class Finding extends AgentTask<String> {
        Finding() {
            super(AgentSpec.instructions("You are a task.").id("task"));
            updateTools(List.of(tool("finish", context -> {
                complete("alpha");
                return new ToolOutcome.Silent("");
            })));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.generateReply();
        }
    }
}
