package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.UserState;
import dev.parley.session.engine.Cast.Presence;
import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.SessionState.Phase;
import java.util.List;

/** The tables of a session's state machines. */
public final class SessionMachines {

    /** Where a speech is. */
    enum SpeechPlace {
        NEW,
        QUEUED,
        CURRENT,
        WORKING,
        OVER
    }

    /** Whether the current speech is held back for the caller. */
    enum Holding {
        FREE,
        HELD_BACK,
        PAUSED
    }

    /** How far a change of agents has come; see {@link Cast.Change.Stage}. */
    enum Changing {
        NONE,
        DRAINING,
        EXITING,
        SETTLING,
        ENTERING
    }

    static final StateMachine<Phase> PHASE = StateMachine.<Phase>of("session", "The session's life")
            .row(Phase.NEW, Phase.RUNNING, "start")
            .row(Phase.NEW, Phase.CLOSING, "close before the start")
            .row(Phase.RUNNING, Phase.CLOSING, "close, or too many failures")
            .row(Phase.CLOSING, Phase.LAST_WORDS, "all said, something not transcribed yet")
            .row(Phase.CLOSING, Phase.EXITING, "all said")
            .row(Phase.LAST_WORDS, Phase.EXITING, "transcribed, or the deadline")
            .row(Phase.EXITING, Phase.CLOSED, "onExit has returned, or the deadline");

    static final StateMachine<SpeechPlace> SPEECH = StateMachine.<SpeechPlace>of(
                    "speech", "A speech, from being asked for")
            .row(SpeechPlace.NEW, SpeechPlace.QUEUED, "asked for")
            .row(SpeechPlace.NEW, SpeechPlace.OVER, "asked for while closing, or too many wait")
            .row(SpeechPlace.QUEUED, SpeechPlace.CURRENT, "its turn")
            .row(SpeechPlace.QUEUED, SpeechPlace.OVER, "interrupted while it waits")
            .row(SpeechPlace.CURRENT, SpeechPlace.WORKING, "said, its tools still run")
            .row(SpeechPlace.CURRENT, SpeechPlace.QUEUED, "said, its tools have ended and want a reply")
            .row(SpeechPlace.CURRENT, SpeechPlace.OVER, "said or interrupted")
            .row(SpeechPlace.WORKING, SpeechPlace.QUEUED, "its tools have ended and want a reply")
            .row(SpeechPlace.WORKING, SpeechPlace.OVER, "its tools have ended without one");

    static final StateMachine<Playback> PLAYBACK = StateMachine.<Playback>of("playback", "The sound of one answer")
            .row(Playback.NONE, Playback.GIVEN, "first sentence given to the voice")
            .row(Playback.NONE, Playback.DONE, "nothing to say, or interrupted before")
            .row(Playback.GIVEN, Playback.COMPLETE, "the answer has ended")
            .row(Playback.GIVEN, Playback.DONE, "interrupted")
            .row(Playback.COMPLETE, Playback.DONE, "played, or interrupted");

    static final StateMachine<Holding> HOLDING = StateMachine.<Holding>of(
                    "hold", "The current speech and the caller's voice")
            .row(Holding.FREE, Holding.HELD_BACK, "the caller speaks before it is heard")
            .row(Holding.FREE, Holding.PAUSED, "the caller has spoken for long enough")
            .row(Holding.HELD_BACK, Holding.PAUSED, "the caller has spoken for long enough")
            .row(Holding.HELD_BACK, Holding.FREE, "it was nothing, or a turn")
            .row(Holding.PAUSED, Holding.FREE, "it was nothing, or a turn");

    static final StateMachine<Presence> PRESENCE = StateMachine.<Presence>of(
                    "agent", "The agent that talks, by its own code")
            .row(Presence.ENTERING, Presence.ENTERED, "onEnter has returned")
            .row(Presence.ENTERING, Presence.EXITING, "it is to leave already")
            .row(Presence.ENTERED, Presence.EXITING, "it is to leave")
            .row(Presence.EXITING, Presence.EXITED, "onExit has returned, or the deadline")
            .row(Presence.EXITED, Presence.ENTERING, "the next agent comes");

    static final StateMachine<Changing> CHANGING = StateMachine.<Changing>of("change", "A change of agents")
            .row(Changing.NONE, Changing.DRAINING, "hand-off, task, or a task's end")
            .row(Changing.NONE, Changing.ENTERING, "all was said already")
            .row(Changing.DRAINING, Changing.EXITING, "all said")
            .row(Changing.DRAINING, Changing.NONE, "the session ends, or nobody asks for the task any more")
            .row(Changing.EXITING, Changing.SETTLING, "onExit has returned, or the deadline")
            .row(Changing.EXITING, Changing.NONE, "the session ends")
            .row(Changing.SETTLING, Changing.NONE, "what onExit asked for is said")
            .row(Changing.ENTERING, Changing.NONE, "onEnter has returned, or the deadline")
            .row(Changing.ENTERING, Changing.DRAINING, "the next change begins before");

    static final StateMachine<AgentState> AGENT_STATE = StateMachine.<AgentState>of(
                    "agent state", "What the agent is told to do")
            .row(AgentState.INITIALIZING, AgentState.LISTENING, "start")
            .row(AgentState.LISTENING, AgentState.THINKING, "a reply is asked for")
            .row(AgentState.LISTENING, AgentState.SPEAKING, "a given text is heard, or a paused one again")
            .row(AgentState.THINKING, AgentState.SPEAKING, "heard")
            .row(AgentState.THINKING, AgentState.LISTENING, "interrupted, or nothing to say")
            .row(AgentState.SPEAKING, AgentState.THINKING, "said, and a tool runs or a reply waits")
            .row(AgentState.SPEAKING, AgentState.LISTENING, "said, paused or interrupted");

    static final StateMachine<UserState> USER_STATE = StateMachine.<UserState>of(
                    "user state", "What the caller is told to do")
            .row(UserState.LISTENING, UserState.SPEAKING, "speech")
            .row(UserState.SPEAKING, UserState.LISTENING, "silence")
            .row(UserState.LISTENING, UserState.AWAY, "both silent for long")
            .row(UserState.AWAY, UserState.SPEAKING, "speech")
            .row(UserState.AWAY, UserState.LISTENING, "another sign of life");

    private SessionMachines() {}

    /** All of them. */
    public static List<StateMachine<?>> all() {
        return List.of(PHASE, SPEECH, PLAYBACK, HOLDING, PRESENCE, CHANGING, AGENT_STATE, USER_STATE);
    }
}
