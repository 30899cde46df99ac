package dev.parley.session.engine;

import dev.parley.chat.ChatItem;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.UserTurn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state while one stimulus is worked on, and the effects it has come to so far. Lives for one step. */
final class Draft {
    final SessionOptions options;
    final String sessionId;
    final Instant now;
    final Ears ears;

    SessionState.Phase phase;
    AgentProfile profile;
    Conversation conversation;
    UserTurn user;
    Endpoint endpoint;
    UserWatch watch;
    Optional<Speech> current;
    Optional<Hold> hold;
    final List<Speech> queue;
    final List<Speech> working;
    final Map<String, Boolean> outcomes;
    Cast cast;
    UserTurns.Backlog backlog;
    ToolWork toolWork;
    Optional<Speculation> speculation;
    int speculations;
    Optional<Commit> commit;
    List<Long> awaitingIdle;
    Drain drain;
    final Optional<TurnOptions> turns;
    Optional<Instant> firstVoiceAt;
    Optional<Instant> lastSpeechOver;
    AgentState agentState;
    ErrorCounts errors;
    SessionUsage usage;
    Optional<Instant> progressAt;
    Optional<CloseReason> closing;
    Optional<CloseReason> fatal = Optional.empty();
    /** Who is to take over by what a tool has returned in this step. */
    Optional<AgentProfile> handOff = Optional.empty();

    private final Moves moves = new Moves();
    private long lastId;
    private final List<Effect> effects = new ArrayList<>();

    Draft(
            SessionState from,
            Optional<TurnOptions> turns,
            Instant now,
            String sessionId,
            SessionOptions options,
            Ears ears) {
        this.turns = turns;
        this.options = from.profile().optionsWithin(options, turns);
        this.sessionId = sessionId;
        this.now = now;
        this.ears = ears;
        phase = from.phase();
        profile = from.profile();
        conversation = from.conversation();
        user = from.user();
        endpoint = from.endpoint();
        watch = from.watch();
        current = from.current();
        hold = from.hold();
        queue = new ArrayList<>(from.queue());
        working = new ArrayList<>(from.working());
        outcomes = new HashMap<>(from.outcomes());
        cast = from.cast();
        backlog = from.backlog();
        toolWork = from.toolWork();
        speculation = from.speculation();
        speculations = from.speculations();
        commit = from.commit();
        awaitingIdle = from.awaitingIdle();
        drain = from.drain();
        firstVoiceAt = from.firstVoiceAt();
        lastSpeechOver = from.lastSpeechOver();
        agentState = from.agentState();
        errors = from.errors();
        usage = from.usage();
        progressAt = from.progressAt();
        closing = from.closing();
        lastId = from.lastId();
    }

    Step done() {
        SessionState state = new SessionState(
                phase,
                profile,
                conversation,
                user,
                endpoint,
                watch,
                current,
                hold,
                queue,
                working,
                outcomes,
                cast,
                backlog,
                toolWork,
                speculation,
                speculations,
                commit,
                awaitingIdle,
                drain,
                turns,
                firstVoiceAt,
                lastSpeechOver,
                agentState,
                errors,
                usage,
                progressAt,
                closing,
                lastId);
        return new Step(state, effects, moves.made());
    }

    // --- what is a state machine's changes by these alone

    void phase(SessionState.Phase next) {
        check(SessionMachines.PHASE, phase, next);
        phase = next;
    }

    void current(Optional<Speech> next) {
        if (!moves.notePlayback(current, next)) {
            wrong("playback of " + next);
        }
        current = next;
    }

    void hold(Optional<Hold> next) {
        check(SessionMachines.HOLDING, Moves.of(hold), Moves.of(next));
        hold = next;
    }

    /** Behind a task, and behind what its own onExit asked for, an agent goes on where it was: that is no move. */
    void cast(Cast next) {
        if (cast.waiting().size() == next.waiting().size()) {
            check(SessionMachines.CHANGING, Moves.of(cast), Moves.of(next));
            check(SessionMachines.PRESENCE, cast.presence(), next.presence());
        }
        cast = next;
    }

    void agentState(AgentState next) {
        check(SessionMachines.AGENT_STATE, agentState, next);
        agentState = next;
    }

    void speech(SessionMachines.SpeechPlace from, SessionMachines.SpeechPlace to) {
        check(SessionMachines.SPEECH, from, to);
    }

    <S extends Enum<S>> void check(StateMachine<S> machine, S from, S to) {
        if (!moves.note(machine, from, to)) {
            wrong(machine.name() + ": " + from + " to " + to);
        }
    }

    private void wrong(String move) {
        emit(new SessionEvent.ErrorOccurred(now, "session", move + " (expected: a move of its table; a defect)"));
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void emit(SessionEvent event) {
        effects.add(new Effect.Emit(event));
    }

    /** The one way in which the conversation changes. */
    void journal(ConversationRecord fact) {
        conversation = conversation.apply(fact);
        effects.add(new Effect.Journal(fact));
    }

    void journalItem(ChatItem item, ConversationRecord fact) {
        journal(fact);
        emit(new SessionEvent.ConversationItemAdded(now, item));
    }

    void timer(Timer timer, Instant at) {
        effects.add(new Effect.StartTimer(timer, at));
    }

    void cancel(Timer timer) {
        effects.add(new Effect.CancelTimer(timer));
    }

    void granted(long askId, String text) {
        effects.add(new Effect.Answered(askId, "", text));
    }

    void refused(long askId, String why) {
        effects.add(new Effect.Answered(askId, why, ""));
    }

    /** Items that a realtime model names as well must not meet ours. */
    String nextId(String kind) {
        lastId++;
        String id = kind + "_" + lastId;
        return ears.modelHears() && kind.equals("item") ? "parley_" + id : id;
    }

    /** Whether the session says what it has to say, and begins nothing new. */
    boolean draining() {
        return running() && (drain.begun() || closing.isPresent());
    }

    /** Whether the caller's turn will be over without more of it; one that only the host ends may stay open for ever. */
    boolean turnEnding() {
        return commit.isPresent() || (user.ending() && options.turns().detection() != TurnDetection.MANUAL);
    }

    /** Whether the agent is silent, and nothing is on its way or waits that it would say. */
    boolean nothingToSay() {
        return queue.isEmpty()
                && backlog.isEmpty()
                && current.map(Speech::interrupted).orElse(true)
                && working.stream().allMatch(Speech::interrupted);
    }

    /** Whether neither side speaks or is about to. */
    boolean nobodySpeaks() {
        boolean agentIdle = current.isEmpty() && queue.isEmpty() && working.isEmpty();
        boolean callerIdle = !user.speaking() && !turnEnding();
        return agentIdle && callerIdle && backlog.isEmpty() && !cast.changing();
    }

    boolean running() {
        return phase == SessionState.Phase.RUNNING;
    }

    /** How long the caller's echo canceller learns. */
    Duration aecWarmup() {
        return options.turns()
                .interruption()
                .aecWarmup()
                .orElse(watch.line().outboundPhone() ? Duration.ZERO : InterruptionOptions.STANDARD_AEC_WARMUP);
    }

    /** When the silence between two speeches is long enough; empty if it is. */
    Optional<Instant> pauseOver() {
        return lastSpeechOver
                .map(over -> over.plus(options.output().minConsecutiveSpeechDelay()))
                .filter(now::isBefore);
    }

    /** A failure of a model: said, and counted against what the session survives of its kind. */
    void failed(String source, String message) {
        emit(new SessionEvent.ErrorOccurred(now, source, message));
        errors = errors.withFailure(source);
        int inARow = errors.of(source);
        if (inARow > options.maxErrors()) {
            fatal = Optional.of(new CloseReason(
                    CloseReason.Kind.ERROR,
                    source + ": " + inARow + " failures in a row (expected: at most " + options.maxErrors()
                            + "; a fallback adapter lets another model stand in)"));
        }
    }

    /** The voice failed with a sentence; further sentences of its utterance are not counted. */
    void voiceFailed(Utterance utterance, String message) {
        if (errors.silenced().filter(utterance::equals).isPresent()) {
            emit(new SessionEvent.ErrorOccurred(now, "tts", message));
        } else {
            errors = errors.withSilenced(utterance);
            failed("tts", message);
        }
    }

    void succeeded(String source) {
        errors = errors.withSuccess(source);
    }

    void transcribed(Stimulus.FinalHeard heard) {
        emit(new SessionEvent.UserInputTranscribed(
                now, heard.text().strip(), true, heard.language(), heard.speakerId(), Optional.empty()));
    }

    void measured(AgentMetrics metrics) {
        emit(new SessionEvent.AgentMetricsCollected(now, metrics));
        SessionUsage more = usage.with(metrics);
        if (!more.equals(usage)) {
            usage = more;
            emit(new SessionEvent.SessionUsageUpdated(now, usage));
        }
    }
}
