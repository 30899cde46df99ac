package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.metrics.SessionUsage;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.UserState;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.UserTurn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a session stands. Immutable.
 *
 * @param user the caller's turn
 * @param endpoint what is known of that turn's end beside it
 * @param watch what is known of the caller beside it
 * @param current the one speech that may be heard
 * @param hold the current speech's, while it is held back
 * @param queue speeches that wait, in the order in which they will be said
 * @param working speeches that have been played as far as they go and wait for their tools
 * @param outcomes tool calls that ended, by call id; whether the model should say something about it
 * @param cast who waits behind the agent, and who is about to take over
 * @param backlog turns of the caller's that are over and not answered yet
 * @param toolWork what tools do beside giving an output
 * @param commit who waits for the turn to be committed
 * @param awaitingIdle who waits until nobody speaks
 * @param drain whether the session only ends what it is at
 * @param turns how turns are taken since the host has said so; empty for as the session began
 * @param lastSpeechOver when the last speech, or a round of one, was said
 * @param errors failures in a row
 * @param usage what models were used for
 * @param progressAt when the current speech last got on; empty while there is none
 * @param closing why the session ends, once it does; while it still runs, it only says what it has to say
 */
public record SessionState(
        Phase phase,
        AgentProfile profile,
        Conversation conversation,
        UserTurn user,
        Endpoint endpoint,
        UserWatch watch,
        Optional<Speech> current,
        Optional<Hold> hold,
        List<Speech> queue,
        List<Speech> working,
        Map<String, Boolean> outcomes,
        Cast cast,
        UserTurns.Backlog backlog,
        ToolWork toolWork,
        Optional<Speculation> speculation,
        int speculations,
        Optional<Commit> commit,
        List<Long> awaitingIdle,
        Drain drain,
        Optional<TurnOptions> turns,
        Optional<Instant> firstVoiceAt,
        Optional<Instant> lastSpeechOver,
        AgentState agentState,
        ErrorCounts errors,
        SessionUsage usage,
        Optional<Instant> progressAt,
        Optional<CloseReason> closing,
        long lastId) {

    public SessionState {
        queue = List.copyOf(queue);
        working = List.copyOf(working);
        outcomes = Map.copyOf(outcomes);
        awaitingIdle = List.copyOf(awaitingIdle);
    }

    /** The life of a session; it only ever moves to the right. */
    public enum Phase {
        NEW,
        RUNNING,
        /** Speech and tools end. */
        CLOSING,
        /** The caller's last words are recognised. */
        LAST_WORDS,
        /** The agent's {@code onExit} runs. */
        EXITING,
        CLOSED
    }

    /** The state before anything happened. */
    public static SessionState initial(AgentProfile profile) {
        return new SessionState(
                Phase.NEW,
                profile,
                Conversation.empty(),
                UserTurn.initial(),
                Endpoint.UNKNOWN,
                UserWatch.initial(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Cast.alone(),
                UserTurns.Backlog.NONE,
                ToolWork.none(),
                Optional.empty(),
                0,
                Optional.empty(),
                List.of(),
                Drain.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AgentState.INITIALIZING,
                ErrorCounts.none(),
                SessionUsage.nothing(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** What the model of this agent reads, if it talks or waits for a task. */
    public Optional<ChatContext> contextOf(String agentKey) {
        for (int depth = 0; depth < cast.waiting().size(); depth++) {
            if (cast.waiting().get(depth).profile().key().equals(agentKey)) {
                return Optional.of(conversation.contexts().get(depth));
            }
        }
        return profile.key().equals(agentKey) ? Optional.of(conversation.context()) : Optional.empty();
    }

    /** The id of the speech that is being thought or said. */
    public Optional<String> currentSpeech() {
        return current.map(Speech::id);
    }

    public UserState userState() {
        return watch.state();
    }

    public boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /** Whether nothing is left to think, to say or to do: no speech, no tool, no code of the agent's that may speak. */
    public boolean isAtRest() {
        return current.isEmpty()
                && queue.isEmpty()
                && working.isEmpty()
                && backlog.isEmpty()
                && !cast.changing()
                && toolWork.quiet()
                && !watch.monologue().cuttingIn();
    }

    public ChatContext chat() {
        return conversation.chat();
    }
}
