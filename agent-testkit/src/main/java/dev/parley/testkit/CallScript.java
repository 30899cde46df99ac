package dev.parley.testkit;

import dev.parley.agent.Agent;
import dev.parley.session.AgentSession;
import dev.parley.session.CommitOptions;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.SessionState;
import dev.parley.tool.FunctionTool;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetector;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A call as a script: who says what when, how the models answer, what goes wrong. {@link #run} plays it on virtual time
 * against the real session engine; the same script gives the same recording, always.
 *
 * <pre>{@code
 * CallRecording call = CallScript.create()
 *         .userSpeaks(seconds(0.5), seconds(2.5), "Hello, how are you?")
 *         .modelAnswers("Hello, how are you?", ScriptedReply.of("I'm doing well, thank you!"))
 *         .voiceSpeaks("I'm doing well, thank you!", ScriptedVoice.of(seconds(2)))
 *         .run();
 * }</pre>
 *
 * <p>Defaults are those of LiveKit Agents' test harness: endpointing 0.5 s, voice activity detection notices speech after
 * 0.05 s and silence after 0.5 s, transcripts come 0.2 s after the speech, no echo canceller warm-up. Time 0 is the
 * session's start. Not thread-safe.
 */
public final class CallScript {
    final List<Timed> timeline = new ArrayList<>();
    final Map<String, ScriptedReply> replies = new HashMap<>();
    final Map<String, ScriptedVoice> voices = new HashMap<>();
    final Map<String, ScriptedTool> tools = new HashMap<>();
    /** A script runs on for an hour after its last event: no caller is away unless the script is about that. */
    SessionOptions options = SessionOptions.standard()
            .withUserAwayTimeout(Duration.ZERO)
            .withTurns(TurnOptions.standard()
                    .withInterruption(InterruptionOptions.standard().withAecWarmup(Duration.ZERO)));

    String instructions = "You are a helpful assistant.";
    Duration transcriptDelay = Duration.ofMillis(200);
    Duration minSpeech = Duration.ofMillis(50);
    Duration minSilence = Duration.ofMillis(500);
    Optional<Duration> playoutDies = Optional.empty();
    Optional<Agent> agent = Optional.empty();
    Duration predictionTakes = Duration.ZERO;
    Duration userTurnTakes = Duration.ZERO;
    Duration exitTakes = Duration.ZERO;
    Duration enterTakes = Duration.ZERO;
    Consumer<SessionState> watcher = state -> {};

    private CallScript() {}

    public static CallScript create() {
        return new CallScript();
    }

    /** Something that happens at a time of its own. */
    sealed interface Timed {
        Duration at();
    }

    record UserSpeaks(Duration at, Duration to, String transcript, Duration transcriptDelay) implements Timed {}

    record HostActs(Duration at, HostAction action) implements Timed {}

    /** What a host can do. */
    sealed interface HostAction {}

    record Types(String text) implements HostAction {}

    record Says(String id, String text, SpeechOptions options) implements HostAction {}

    record Asks(String id, ReplyOptions options) implements HostAction {}

    record Interrupts(boolean force) implements HostAction {}

    record Cancels() implements HostAction {}

    record SaysRead(String id, ScriptedReply text, SpeechOptions options) implements HostAction {}

    record Commits(CommitOptions options) implements HostAction {}

    record Foresees(String words) implements HostAction {}

    record ResetsAway() implements HostAction {}

    record Closes() implements HostAction {}

    record HearingFails(String message) implements HostAction {}

    record UpdatesAgent(Agent agent) implements HostAction {}

    record Does(Consumer<AgentSession> code) implements HostAction {}

    /** A tool with the time it takes; {@code hangs} means that it never ends. */
    record ScriptedTool(FunctionTool tool, Duration takes, boolean hangs) {}

    /** The caller speaks from one time to another; an empty transcript stands for noise. */
    public CallScript userSpeaks(Duration from, Duration to, String transcript) {
        timeline.add(new UserSpeaks(from, to, transcript, transcriptDelay));
        return this;
    }

    public CallScript userTypes(Duration at, String text) {
        return host(at, new Types(text));
    }

    public CallScript hostSays(Duration at, String speechId, String text, SpeechOptions how) {
        return host(at, new Says(speechId, text, how));
    }

    public CallScript hostAsksForReply(Duration at, String speechId, ReplyOptions how) {
        return host(at, new Asks(speechId, how));
    }

    public CallScript hostInterrupts(Duration at) {
        return host(at, new Interrupts(false));
    }

    public CallScript hostForcesInterrupt(Duration at) {
        return host(at, new Interrupts(true));
    }

    public CallScript hostCancels(Duration at) {
        return host(at, new Cancels());
    }

    public CallScript hostCommits(Duration at) {
        return hostCommits(at, CommitOptions.standard());
    }

    public CallScript hostCommits(Duration at, CommitOptions how) {
        return host(at, new Commits(how));
    }

    /** The host has a text said that comes piece by piece, with the times of a model's answer. */
    public CallScript hostSays(Duration at, String speechId, ScriptedReply text, SpeechOptions how) {
        return host(at, new SaysRead(speechId, text, how));
    }

    /** The recogniser is sure enough of these words, which it has not finished, to say so: a preflight transcript. */
    public CallScript recogniserForesees(Duration at, String words) {
        return host(at, new Foresees(words));
    }

    /** The host has seen a sign of life of the caller's. */
    public CallScript hostResetsAwayTimer(Duration at) {
        return host(at, new ResetsAway());
    }

    public CallScript hostCloses(Duration at) {
        return host(at, new Closes());
    }

    /** The recogniser fails at this time. */
    public CallScript recogniserFails(Duration at, String message) {
        return host(at, new HearingFails(message));
    }

    /** How the model answers when the last thing it reads is this: what the user said, or a tool's output. */
    public CallScript modelAnswers(String lastInput, ScriptedReply reply) {
        replies.put(lastInput, reply);
        return this;
    }

    public CallScript voiceSpeaks(String text, ScriptedVoice voice) {
        voices.put(text, voice);
        return this;
    }

    /**
     * Who talks to begin with; unless set, an agent with the script's instructions and tools. Its own code runs on the
     * script's thread and must not block: what it does takes no time but what the script says. Make a new one per run.
     */
    public CallScript agent(Agent talker) {
        agent = Optional.of(talker);
        return this;
    }

    /**
     * What says whether the caller goes on. It is asked for real, on the script's thread, and must answer at once; its answer
     * comes after this time.
     */
    public CallScript turnDetector(TurnDetector detector, Duration takes) {
        predictionTakes = takes;
        return turns(current -> current.withDetector(detector));
    }

    /** The time that {@code onUserTurnCompleted} takes. */
    public CallScript userTurnCompletionTakes(Duration time) {
        userTurnTakes = time;
        return this;
    }

    /** The time that {@code onEnter} takes, but for the first agent's. */
    public CallScript enterTakes(Duration time) {
        enterTakes = time;
        return this;
    }

    /** The time that {@code onExit} takes. */
    public CallScript exitTakes(Duration time) {
        exitTakes = time;
        return this;
    }

    public CallScript hostUpdatesAgent(Duration at, Agent next) {
        return host(at, new UpdatesAgent(next));
    }

    /** The host does something else with the session. */
    public CallScript hostDoes(Duration at, Consumer<AgentSession> code) {
        return host(at, new Does(code));
    }

    /**
     * Offers a tool, unless an {@link #agent} is set, which brings its own. Its code runs for real, its result comes after
     * this time.
     */
    public CallScript tool(FunctionTool tool, Duration takes) {
        tools.put(tool.definition().name(), new ScriptedTool(tool, takes, false));
        return this;
    }

    /** Offers a tool that starts and never ends. */
    public CallScript hangingTool(FunctionTool tool) {
        tools.put(tool.definition().name(), new ScriptedTool(tool, Duration.ZERO, true));
        return this;
    }

    public CallScript instructions(String text) {
        instructions = text;
        return this;
    }

    public CallScript options(UnaryOperator<SessionOptions> change) {
        options = change.apply(options);
        return this;
    }

    public CallScript turns(UnaryOperator<TurnOptions> change) {
        return options(current -> current.withTurns(change.apply(current.turns())));
    }

    /** From the end of speech to its final transcript, for what the user says from here on in the script. */
    public CallScript transcriptDelay(Duration delay) {
        transcriptDelay = delay;
        return this;
    }

    /** How long speech and silence must last to be noticed. */
    public CallScript detection(Duration speech, Duration silence) {
        minSpeech = speech;
        minSilence = silence;
        return this;
    }

    /** From this time on the playout answers nothing any more. */
    public CallScript playoutDies(Duration at) {
        playoutDies = Optional.of(at);
        return this;
    }

    /** Shows each state that the session comes to, on the script's thread. */
    public CallScript watch(Consumer<SessionState> onState) {
        watcher = onState;
        return this;
    }

    /** Plays the call until everything has come to rest, an hour at most. */
    public CallRecording run() {
        return new ScriptedCall(this).run();
    }

    private CallScript host(Duration at, HostAction action) {
        timeline.add(new HostActs(at, action));
        return this;
    }
}
