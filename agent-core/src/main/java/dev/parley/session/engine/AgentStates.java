package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;

/** What the agent's state is, seen from its speeches, and when it is told. */
final class AgentStates {
    private final Draft draft;

    AgentStates(Draft draft) {
        this.draft = draft;
    }

    /** Tells the state if it has changed. */
    void tell() {
        AgentState state = state();
        if (state != draft.agentState) {
            draft.emit(new SessionEvent.AgentStateChanged(draft.now, draft.agentState, state));
            draft.agentState(state);
        }
    }

    private AgentState state() {
        if (draft.phase == SessionState.Phase.NEW) {
            return AgentState.INITIALIZING;
        }
        AgentState silent = replyIn(draft.queue) || replyIn(draft.working) ? AgentState.THINKING : AgentState.LISTENING;
        return draft.current
                .filter(speech -> !speech.interrupted())
                .map(speech -> stateOf(speech, silent))
                .orElse(silent);
    }

    private static boolean replyIn(Iterable<Speech> speeches) {
        for (Speech speech : speeches) {
            if (speech.isReply() && !speech.interrupted()) {
                return true;
            }
        }
        return false;
    }

    private AgentState stateOf(Speech speech, AgentState silent) {
        if (draft.hold.filter(Hold::interrupts).isPresent()) {
            return AgentState.LISTENING;
        }
        if (speech.audible()) {
            return AgentState.SPEAKING;
        }
        return speech.isReply() ? AgentState.THINKING : silent;
    }
}
