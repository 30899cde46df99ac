package dev.parley.testkit;

import akka.Done;
import dev.parley.agent.Agent;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.tool.CallControl;
import dev.parley.tool.CallScope;
import dev.parley.tool.Filler;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tools of a scripted call. Their code runs for real, on threads of its own; virtual time stands still until it
 * has ended or waits for something that takes virtual time.
 */
final class ScriptedTools {
    private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedCall call;
    private final VirtualClock clock;
    private final Map<String, CallScript.ScriptedTool> scripted;
    private final Thread owner = Thread.currentThread();
    private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final Map<String, Running> running = new HashMap<>();

    ScriptedTools(ScriptedCall call, VirtualClock clock, Map<String, CallScript.ScriptedTool> scripted) {
        this.call = call;
        this.clock = clock;
        this.scripted = scripted;
    }

    /** Has this done by the script's own thread: at once if that is the caller. */
    void post(Runnable action) {
        if (owner.equals(Thread.currentThread())) {
            action.run();
        } else {
            posted.add(action);
        }
    }

    void run(Agent agent, Effect.RunTool run) {
        String name = run.call().name();
        String callId = run.call().callId();
        CallScript.ScriptedTool timing = scripted.get(name);
        if (timing != null && timing.hangs()) {
            ToolOutcome late = new ToolOutcome.Failed("timed out after " + TOOL_TIMEOUT.toSeconds() + " s");
            clock.after(TOOL_TIMEOUT, () -> call.feed(new Stimulus.ToolFinished(callId, late)));
            return;
        }
        Optional<FunctionTool> tool = agent.tools().stream()
                .filter(offered -> offered.definition().name().equals(name))
                .findFirst();
        if (tool.isEmpty()) {
            call.feed(new Stimulus.ToolFinished(callId, FunctionTools.unknown(name, java.util.List.of())));
            return;
        }
        Running started = new Running(run, timing == null ? Duration.ZERO : timing.takes());
        running.put(callId, started);
        clock.after(Duration.ZERO, () -> started.begin(tool.get()));
    }

    /** Lets those go on whose wait is over. */
    void goOn() {
        running.values().stream().filter(Running::mayGoOn).toList().forEach(Running::follow);
    }

    /** One call. */
    private final class Running implements CallControl {
        private final Effect.RunTool run;
        private final Duration takes;
        private int waits;
        private int fillers;
        private boolean begun;
        private boolean over;
        private boolean following;

        Running(Effect.RunTool run, Duration takes) {
            this.run = run;
            this.takes = takes;
        }

        void begin(FunctionTool tool) {
            begun = true;
            tool.execute(
                            run.call().arguments(),
                            RunContext.of(call.session(), run.call().callId(), run.speechId(), this))
                    .whenComplete((outcome, failure) -> posted.add(() ->
                            end(failure == null ? outcome : new ToolOutcome.Failed("threw " + failure.getMessage()))));
            follow(); // what the code has asked for comes first, also if it has ended already
        }

        boolean mayGoOn() {
            return begun && !over && waits <= 0;
        }

        /** Stands still with the clock until the code has ended or waits. */
        void follow() {
            if (following) {
                return;
            }
            following = true;
            try {
                while (mayGoOn()) {
                    Runnable next = posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    if (next == null) {
                        throw new AssertionError("tool " + run.call().name() + ": neither ended nor waits after "
                                + PATIENCE.toSeconds() + " s");
                    }
                    next.run();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted in tool " + run.call().name(), stopped);
            } finally {
                following = false;
            }
        }

        private void end(ToolOutcome outcome) {
            over = true;
            running.remove(run.call().callId());
            clock.after(takes, () -> call.feed(ended(outcome)));
        }

        private Stimulus ended(ToolOutcome outcome) {
            String callId = run.call().callId();
            return outcome instanceof ToolOutcome.HandOff handOff
                    ? new Stimulus.ToolHandedOff(
                            callId, call.session().register((Agent) handOff.agent()), handOff.text())
                    : new Stimulus.ToolFinished(callId, outcome);
        }

        @Override
        public CompletionStage<Done> disallowInterruptions() {
            return call.session().ask(askId -> new Stimulus.InterruptionsDisallowed(askId, run.speechId()));
        }

        @Override
        public CompletionStage<Done> waitForPlayout() {
            return outsideDeadline(call.session().ask(askId -> new Stimulus.PlayoutAwaited(askId, run.speechId())));
        }

        @Override
        public void update(String message) {
            post(() -> call.feed(new Stimulus.ToolUpdated(run.call().callId(), message)));
        }

        @Override
        public CallScope withFiller(Filler filler) {
            String id = run.call().callId() + "/" + ++fillers;
            post(() -> call.feed(new Stimulus.FillerBegun(id, run.call().callId(), run.speechId(), filler)));
            return () -> post(() -> call.feed(new Stimulus.FillerEnded(id)));
        }

        @Override
        public CompletionStage<CallScope> foreground() {
            String callId = run.call().callId();
            return outsideDeadline(call.session().ask(askId -> new Stimulus.FloorAsked(askId, callId)))
                    .thenApply(granted -> () -> post(() -> call.feed(new Stimulus.FloorReleased(callId))));
        }

        @Override
        public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
            CompletionStage<T> over = wait.whenComplete((value, failure) -> post(() -> waits--));
            post(() -> waits++); // last: from here on time runs, and what is awaited may end
            return over;
        }
    }
}
