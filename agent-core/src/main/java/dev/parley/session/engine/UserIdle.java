package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
        boolean waiting = waiting();
        if (waiting && !waitingBefore) {
            waitSince(Optional.of(draft.now));
            expectAnswer();
        } else if (!waiting && waitingBefore) {
            waitSince(Optional.empty());
            if (enabled()) {
                draft.cancel(Timer.IDLE);
            }
        }
    }

    private void waitSince(Optional<Instant> time) {
        draft.watch = draft.watch.with(draft.watch.quiet().waitingSince(time));
    }

    private void expectAnswer() {
        if (enabled()) {
            draft.watch.quiet().waitingSince().ifPresent(since -> draft.timer(Timer.IDLE, since.plus(timeout())));
        }
    }

    private boolean enabled() {
        return !timeout().isZero();
    }

    private Duration timeout() {
        return draft.options.turns().userIdleTimeout();
    }

    /** A silence that goes on is as long as it is, whatever the rules were when it began. */
    void onTurnsUpdated() {
        draft.cancel(Timer.IDLE);
        expectAnswer();
    }

    void onTimer() {
        if (waiting() && enabled()) {
            waitSince(Optional.empty());
            draft.watch = draft.watch.with(draft.watch.quiet().idleOnceMore());
            draft.emit(
                    new SessionEvent.UserTurnIdle(draft.now, draft.watch.quiet().idles()));
        }
    }
}
