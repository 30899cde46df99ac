package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.UserTurn.Speaking;
import java.util.Set;

/**
 * Whether the caller is listened to. While it is not, neither its sound nor what was recognised of it counts; what it was
 * saying when the mute began is part of no turn.
 */
final class UserMute {
    private final Draft draft;
    private final AgentSide agent;
    private final AnswerSide answers;
    private final UserPresence presence;
    private final Endpointing endpointing;
    private final boolean audibleBefore;
    private final boolean busyBefore;

    UserMute(Draft draft, AgentSide agent, AnswerSide answers, UserPresence presence, Endpointing endpointing) {
        this.draft = draft;
        this.agent = agent;
        this.answers = answers;
        this.presence = presence;
        this.endpointing = endpointing;
        this.audibleBefore = audible();
        this.busyBefore = busy();
    }

    /** Whether this is something that a muted caller does in vain. */
    boolean suppresses(Stimulus stimulus) {
        return draft.watch.quiet().muted()
                && (stimulus instanceof Stimulus.SpeechStarted
                        || stimulus instanceof Stimulus.SpeechPaused
                        || stimulus instanceof Stimulus.SpeechResumed
                        || stimulus instanceof Stimulus.SpeechEnded
                        || stimulus instanceof Stimulus.InterimHeard
                        || stimulus instanceof Stimulus.PreflightHeard
                        || stimulus instanceof Stimulus.FinalHeard);
    }

    /** Looks whether a mute has begun or ended in this step. */
    void proceed() {
        if (!draft.running()) {
            return;
        }
        boolean fellSilent = audibleBefore && !audible();
        boolean saidNothing = busyBefore && !busy();
        if (fellSilent || saidNothing) {
            draft.watch = draft.watch.with(draft.watch.quiet().afterFirstSpeech());
        }
        boolean muted = muted(draft.options.turns().mutes());
        if (muted != draft.watch.quiet().muted()) {
            draft.watch = draft.watch.with(draft.watch.quiet().muted(muted));
            draft.emit(new SessionEvent.UserMuteChanged(draft.now, muted));
            draft.effect(muted ? new Effect.MuteHearing() : new Effect.UnmuteHearing());
            if (muted) {
                forgetTurn();
            }
        }
    }

    private boolean muted(Set<MuteStrategy> strategies) {
        return strategies.stream().anyMatch(this::holds);
    }

    private boolean holds(MuteStrategy strategy) {
        boolean first = !draft.watch.quiet().firstSpeechOver();
        return switch (strategy) {
            case WHILE_AGENT_SPEAKS -> audible();
            case FIRST_SPEECH -> first && audible();
            case UNTIL_FIRST_SPEECH -> first;
            case FUNCTION_CALLS -> toolsRun();
        };
    }

    private void forgetTurn() {
        answers.dropSpeculation();
        if (draft.user.voice() instanceof Speaking) {
            draft.user = draft.user.stoppedSpeaking(draft.now);
        }
        draft.user = draft.user.next();
        presence.onMuted();
        endpointing.onTurnOver();
        draft.cancel(Timer.END_OF_TURN);
        draft.cancel(Timer.INTERRUPTION);
        draft.cancel(Timer.FALSE_INTERRUPTION);
        if (draft.hold.isPresent()) {
            agent.interruptions().resume();
            agent.proceed(); // what goes on is heard again
        }
    }

    private boolean audible() {
        return draft.current
                .filter(speech -> speech.audible() && !speech.interrupted())
                .isPresent();
    }

    private boolean busy() {
        return draft.current.isPresent() || !draft.queue.isEmpty() || !draft.working.isEmpty();
    }

    private boolean toolsRun() {
        return draft.conversation.started().stream().anyMatch(call -> !draft.outcomes.containsKey(call.callId()));
    }
}
