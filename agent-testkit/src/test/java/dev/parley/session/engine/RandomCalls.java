package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentModels;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentSession;
import dev.parley.session.CommitOptions;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.TurnStart;
import dev.parley.turn.UserTurnLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Calls in which everything happens: many turns, tools, interruptions, typing, other rules, faults at random points. */
final class RandomCalls {
    private static final List<String> USER = List.of("one", "two words", "now three words", "");
    private static final List<String> SENTENCES = List.of(
            "This is a sentence that takes its time.",
            "And here is another one for you.",
            "Nothing much is said in this one.");
    private static final List<String> TOOLS = List.of("alpha", "beta", "slow", "silent", "hanging", "unknown");

    /** Neighbouring seeds begin with the same numbers unless they are spread. */
    static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Random random;
    private final CallScript script = CallScript.create();
    private final List<FunctionTool> offered = new ArrayList<>();
    private double time = 0.2;
    private int speeches;
    private boolean running;
    private List<String> callable = TOOLS;
    private Optional<RandomAgents> agents = Optional.empty();

    private RandomCalls(long seed) {
        random = new Random(seed * SPREAD);
    }

    /** The same call for the same seed. */
    static CallScript of(long seed) {
        return new RandomCalls(seed).build();
    }

    private CallScript build() {
        script.watch(state -> running = state.phase() == SessionState.Phase.RUNNING);
        offerTools();
        if (random.nextInt(2) == 0) {
            bringAgents();
        }
        script.turns(turns -> options(turns));
        script.options(this::sessionOptions);
        int actions = 1 + random.nextInt(12);
        for (int i = 0; i < actions; i++) {
            act();
        }
        for (String input : List.of("one", "two words", "now three words", "alpha", "beta", "slow", "typed")) {
            script.modelAnswers(input, reply(3));
        }
        for (String sentence : SENTENCES) {
            script.voiceSpeaks(sentence, voice());
        }
        if (random.nextInt(12) == 0) {
            script.playoutDies(seconds(random.nextDouble() * time));
        }
        double end = random.nextInt(3) == 0 ? random.nextDouble() * time : 400 + time;
        return script.hostCloses(seconds(end));
    }

    private SessionOptions sessionOptions(SessionOptions options) {
        return switch (random.nextInt(4)) {
            case 0 -> options.withUserAwayTimeout(seconds(random.nextDouble() * 5));
            case 1 -> options.withTranscriptionTimeout(seconds(random.nextDouble() * 2));
            case 2 ->
                options.withTurns(options.turns()
                        .withUserTurnLimit(new UserTurnLimit(random.nextInt(5), seconds(random.nextDouble() * 3))));
            default -> options;
        };
    }

    private void act() {
        switch (random.nextInt(20)) {
            case 8 -> agents.ifPresent(made -> script.hostUpdatesAgent(later(1), made.agent()));
            case 0 -> script.userTypes(later(1), "typed");
            case 1 -> script.hostSays(later(1), "host_" + ++speeches, SENTENCES.get(random.nextInt(3)), how());
            case 2 ->
                script.hostAsksForReply(
                        later(1),
                        "host_" + ++speeches,
                        ReplyOptions.instructed("alpha").withSpeech(how()));
            case 3 -> script.hostInterrupts(later(1));
            case 4 -> script.hostForcesInterrupt(later(1));
            case 5 -> script.hostCancels(later(1));
            case 6 -> script.hostCommits(later(1));
            case 7 -> script.recogniserFails(later(1), "scripted failure");
            case 9 -> script.hostCommits(later(1), CommitOptions.standard().withoutReply());
            case 10 -> script.hostSays(later(1), "host_" + ++speeches, reply(0), how());
            case 11 -> script.recogniserForesees(later(1), USER.get(random.nextInt(USER.size())));
            case 16, 17 -> changeTurns();
            case 18 -> changeInstructions();
            case 19 -> changeTools();
            case 15 -> changeModels();
            case 14 -> drainOrSpeak();
            default -> speak();
        }
    }

    /** Who ends turns, and by which rules, is another matter from now on, be a turn open or not. */
    private void changeTurns() {
        TurnOptions changed = options(TurnOptions.standard())
                .withEndpointing(EndpointingOptions.standard()
                        .withDelays(seconds(random.nextDouble()), seconds(1 + random.nextDouble() * 2)))
                .withDetection(random.nextInt(4) == 0 ? TurnDetection.MANUAL : TurnDetection.VAD);
        script.hostDoes(later(1), session -> session.updateTurns(changed));
    }

    private void changeInstructions() {
        whileRunning(talks -> talks.updateInstructions(talks.instructions().common() + " Be brief."));
    }

    /** Some of the tools go, also while a model is about to call one of them. */
    private void changeTools() {
        int kept = random.nextInt(1 << 8);
        whileRunning(talks -> {
            List<FunctionTool> tools = talks.tools();
            talks.updateTools(IntStream.range(0, tools.size())
                    .filter(index -> (kept >> index % 8 & 1) == 1)
                    .mapToObj(tools::get)
                    .toList());
        });
    }

    /** Who talks has other models from now on, in the middle of whatever it does. */
    private void changeModels() {
        AgentModels models = List.of(
                        AgentModels.inherited(),
                        AgentModels.inherited().withoutStt(),
                        AgentModels.inherited().withoutTts(),
                        AgentModels.inherited().withoutVad())
                .get(random.nextInt(4));
        whileRunning(talks -> talks.updateModels(before -> models));
    }

    private void whileRunning(Consumer<Agent> change) {
        script.hostDoes(later(1), session -> {
            if (running) {
                change.accept(session.currentAgent(Agent.class));
            }
        });
    }

    private void drainOrSpeak() {
        if (random.nextInt(4) == 0) {
            script.hostDoes(later(1), AgentSession::drain);
        } else {
            speak();
        }
    }

    private void speak() {
        Duration from = later(4);
        script.transcriptDelay(seconds(random.nextDouble()));
        script.userSpeaks(from, later(2), USER.get(random.nextInt(USER.size())));
    }

    private Duration later(double most) {
        time += 0.06 + random.nextDouble() * most;
        return seconds(Math.round(time * 1000) / 1000.0);
    }

    private SpeechOptions how() {
        SpeechOptions base = random.nextInt(4) == 0 ? SpeechOptions.uninterruptible() : SpeechOptions.interruptible();
        return base.withPriority(random.nextInt(3) * 5);
    }

    private ScriptedReply reply(int mostCalls) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(SENTENCES.get(random.nextInt(3))).append(' ');
        }
        double first = random.nextDouble();
        ScriptedReply reply =
                ScriptedReply.of(text.toString().strip()).timed(seconds(first), seconds(first + random.nextDouble()));
        if (random.nextInt(3) == 0) {
            for (int i = random.nextInt(mostCalls + 1); i > 0; i--) {
                reply = reply.calling(callable.get(random.nextInt(callable.size())), "{}");
            }
        }
        return switch (random.nextInt(15)) {
            case 0 -> reply.failing("scripted failure");
            case 1 -> reply.stalling();
            default -> reply;
        };
    }

    private ScriptedVoice voice() {
        double first = random.nextDouble() / 2;
        ScriptedVoice voice = ScriptedVoice.of(seconds(0.5 + random.nextDouble() * 5))
                .timed(seconds(first), seconds(first + random.nextDouble() / 2));
        return random.nextInt(10) == 0 ? voice.failing() : voice;
    }

    private TurnOptions options(TurnOptions turns) {
        InterruptionOptions interruption = switch (random.nextInt(5)) {
            case 0 -> InterruptionOptions.disabled();
            case 1 -> InterruptionOptions.standard().withMinWords(2).withAecWarmup(Duration.ZERO);
            case 2 -> InterruptionOptions.standard();
            default -> InterruptionOptions.standard().withAecWarmup(Duration.ZERO);
        };
        boolean pausing = random.nextInt(3) == 0;
        TurnOptions chosen = turns.withInterruption(
                pausing ? interruption.withFalseInterruptionTimeout(seconds(random.nextDouble() * 3)) : interruption);
        TurnOptions thinking = random.nextInt(3) == 0 ? chosen.withPreemptive(PreemptiveGeneration.off()) : chosen;
        return withCallersRules(thinking);
    }

    private TurnOptions withCallersRules(TurnOptions turns) {
        return switch (random.nextInt(6)) {
            case 0 -> turns.withStart(TurnStart.byWords(1 + random.nextInt(3)));
            case 1 -> turns.withStart(TurnStart.byWords(2).finalOnly());
            case 2 ->
                turns.withMutes(Stream.of(random.nextInt(4), random.nextInt(4))
                        .map(index -> List.of(MuteStrategy.values()).get(index))
                        .collect(Collectors.toSet()));
            case 3 -> turns.withUserIdleTimeout(seconds(random.nextDouble() * 4));
            default -> turns;
        };
    }

    private void offerTools() {
        offer(tool("alpha", new ToolOutcome.Succeeded("alpha")), 0.1);
        offer(tool("beta", new ToolOutcome.Failed("beta")), 0.3);
        offer(tool("slow", new ToolOutcome.Succeeded("slow")), 7);
        offer(tool("silent", new ToolOutcome.Silent("")), 0.2);
        FunctionTool hanging = tool("hanging", new ToolOutcome.Succeeded(""));
        offered.add(hanging);
        script.hangingTool(hanging);
    }

    private void offer(FunctionTool tool, double takes) {
        offered.add(tool);
        script.tool(tool, seconds(takes));
    }

    /** In some calls several agents talk, and their own code takes time. */
    private void bringAgents() {
        RandomAgents made = new RandomAgents(new Random(random.nextLong()), List.copyOf(offered));
        agents = Optional.of(made);
        callable = Stream.concat(TOOLS.stream(), RandomAgents.TOOLS.stream()).toList();
        script.agent(made.agent());
        script.enterTakes(seconds(random.nextInt(3) == 0 ? random.nextDouble() * 2 : 0));
        script.exitTakes(seconds(random.nextInt(4) == 0 ? random.nextDouble() * 8 : 0));
        script.userTurnCompletionTakes(seconds(random.nextInt(3) == 0 ? random.nextDouble() * 40 : 0));
        script.tool(tool("once", new ToolOutcome.Silent("")), seconds(random.nextDouble() * 9));
        script.tool(tool("updating", new ToolOutcome.Silent("")), seconds(random.nextDouble() * 9));
        script.tool(tool("transfer", new ToolOutcome.Silent("")), seconds(random.nextDouble() * 3));
    }

    private static FunctionTool tool(String name, ToolOutcome outcome) {
        return FunctionTool.of(
                new ToolDefinition(
                        name,
                        "Does something.",
                        JsonNodeFactory.instance.objectNode().put("type", "object")),
                (arguments, context) -> outcome);
    }
}
