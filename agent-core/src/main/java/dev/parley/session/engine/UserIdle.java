package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import java.time.Duration;

/**
 * Tells that the caller does not answer: it has been silent for a time since the agent last spoke. Told once for each time
 * that the agent has spoken, never before it has, and not while the caller's turn is open, the agent thinks or a tool runs.
 */
final class UserIdle {
    private final Draft draft;
    private final boolean waitingBefore;

    UserIdle(Draft draft) {
        this.draft = draft;
        this.waitingBefore = waiting();
    }

    private boolean waiting() {
        return draft.running()
                && draft.firstVoiceAt.isPresent()
                && draft.agentState == AgentState.LISTENING
                && draft.current.isEmpty()
                && draft.queue.isEmpty()
                && draft.backlog.isEmpty()
                && !draft.cast.changing()
                && !draft.user.speaking()
                && draft.user.words() == 0;
    }

    /** Looks whether the agent has begun or ceased to wait for the caller in this step. */
    void proceed() {
        Duration timeout = draft.options.turns().userIdleTimeout();
        if (timeout.isZero()) {
            return;
        }
        boolean waiting = waiting();
        if (waiting && !waitingBefore) {
            draft.timer(Timer.IDLE, draft.now.plus(timeout));
        } else if (!waiting && waitingBefore) {
            draft.cancel(Timer.IDLE);
        }
    }

    void onTimer() {
        if (waiting()) {
            draft.watch = draft.watch.with(draft.watch.quiet().idleOnceMore());
            draft.emit(
                    new SessionEvent.UserTurnIdle(draft.now, draft.watch.quiet().idles()));
        }
    }
}
