package dev.parley.session.engine;

import dev.parley.chat.ChatItem;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.turn.UserTurn;
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

    SessionState.Phase phase;
    AgentProfile profile;
    Conversation conversation;
    UserTurn user;
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
    Optional<Long> commit;
    Optional<Instant> firstVoiceAt;
    AgentState agentState;
    int errors;
    Optional<CloseReason> closing;
    Optional<CloseReason> fatal = Optional.empty();
    /** Who is to take over by what a tool has returned in this step. */
    Optional<AgentProfile> handOff = Optional.empty();

    private long lastId;
    private final List<Effect> effects = new ArrayList<>();

    Draft(SessionState from, Instant now, String sessionId, SessionOptions options) {
        this.options = from.profile().turns().map(options::withTurns).orElse(options);
        this.sessionId = sessionId;
        this.now = now;
        phase = from.phase();
        profile = from.profile();
        conversation = from.conversation();
        user = from.user();
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
        firstVoiceAt = from.firstVoiceAt();
        agentState = from.agentState();
        errors = from.errors();
        closing = from.closing();
        lastId = from.lastId();
    }

    Step done() {
        SessionState state = new SessionState(
                phase,
                profile,
                conversation,
                user,
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
                firstVoiceAt,
                agentState,
                errors,
                closing,
                lastId);
        return new Step(state, effects);
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

    String nextId(String kind) {
        lastId++;
        return kind + "_" + lastId;
    }

    boolean running() {
        return phase == SessionState.Phase.RUNNING;
    }

    /** A failure of a model: said, and counted against what the session survives. */
    void failed(String source, String message) {
        emit(new SessionEvent.ErrorOccurred(now, source, message));
        errors++;
        if (errors > options.maxErrors()) {
            fatal = Optional.of(new CloseReason(
                    CloseReason.Kind.ERROR,
                    errors + " failures in a row, the last of " + source + " (expected: at most " + options.maxErrors()
                            + ")"));
        }
    }

    void succeeded() {
        errors = 0;
    }
}
