package dev.parley.session.engine;

import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.UserTurn.Speaking;
import java.time.Instant;
import java.util.Optional;

/** The caller's voice: when it is heard and when it is silent, and what becomes of a speech that was held back for it. */
final class UserVoice {
    private final Draft draft;
    private final Interruptions interruptions;
    private final BargeIn bargeIn;
    private final UserPresence presence;
    private final Endpointing endpointing;
    private final UserTurnEnd end;
    private final InterruptionOptions options;

    UserVoice(
            Draft draft,
            Interruptions interruptions,
            BargeIn bargeIn,
            UserPresence presence,
            Endpointing endpointing,
            UserTurnEnd end) {
        this.draft = draft;
        this.interruptions = interruptions;
        this.bargeIn = bargeIn;
        this.presence = presence;
        this.endpointing = endpointing;
        this.end = end;
        this.options = draft.options.turns().interruption();
    }

    void onStarted(Instant since) {
        if (draft.user.speaking()) {
            return;
        }
        draft.user = draft.user.startedSpeaking(since);
        endpointing.onSpeechStarted(since);
        presence.onSpeechStarted(since);
        if (draft.ears == Ears.MODEL_TAKES_TURNS) {
            interruptions.cutIfAllowed(); // the model has stopped its answer already
            return;
        }
        interruptions.holdBack();
        draft.cancel(Timer.END_OF_TURN);
        draft.cancel(Timer.FALSE_INTERRUPTION);
        expectInterruption(since);
    }

    private void expectInterruption(Instant since) {
        draft.timer(Timer.INTERRUPTION, since.plus(options.minDuration()));
    }

    /** By the new rules it may take another time to interrupt. */
    void onTurnsUpdated() {
        if (draft.user.voice() instanceof Speaking speaking) {
            expectInterruption(speaking.since());
        }
    }

    /** Whether it is the end is told later; by then it is known that what was said so far was too short to interrupt. */
    void onPaused(Instant at) {
        draft.user = draft.user.pausedSpeaking(at);
    }

    void onResumed() {
        draft.user = draft.user.resumedSpeaking();
    }

    /** Where the recogniser ends turns it knows when the caller speaks, whatever a detector of voice finds. */
    void onRecogniserStarted(Instant since) {
        if (recogniserEndsTurns()) {
            draft.endpoint = draft.endpoint.recogniserHearing(true);
            onStarted(since);
        }
    }

    private boolean recogniserEndsTurns() {
        return draft.options.turns().detection() == TurnDetection.STT;
    }

    void onRecogniserEnded(Instant at) {
        if (draft.endpoint.recogniserHears()) {
            draft.endpoint = draft.endpoint.recogniserHearing(false);
            over(at);
        }
    }

    /** Once the recogniser no longer ends turns, such as for another agent, whoever comes first tells the end. */
    void onEnded(Instant at) {
        if (!draft.endpoint.recogniserHears() || !recogniserEndsTurns()) {
            draft.endpoint = draft.endpoint.recogniserHearing(false);
            over(at);
        }
    }

    private void over(Instant at) {
        if (draft.user.voice() instanceof Speaking speaking) {
            draft.user = draft.user.stoppedSpeaking(at);
            endpointing.onSpeechEnded(at, bargeIn.wordsBeginTurns());
            presence.onSpeechEnded(speaking.since(), at);
            draft.cancel(Timer.INTERRUPTION);
            end.whenDue();
            draft.hold.ifPresent(this::goOnUnlessItWasATurn);
        }
    }

    /** A voice that goes on for minutes without a word is a noise, and nobody waits for its end any more. */
    void onEndless() {
        if (draft.user.words() == 0) {
            draft.endpoint = draft.endpoint.recogniserHearing(false);
            over(draft.now);
            interruptions.resume();
        }
    }

    /** A speech that only waited for silence goes on at once if nothing was said; one that was stopped waits longer. */
    private void goOnUnlessItWasATurn(Hold hold) {
        if (!hold.interrupts() && draft.user.words() == 0) {
            interruptions.resume();
        } else {
            draft.timer(Timer.FALSE_INTERRUPTION, draft.now.plus(options.falseInterruptionTimeout()));
        }
    }

    /** A pause ends unless the caller speaks again, or a decision on the turn is still open, which it waits for. */
    void onFalseInterruptionTimer() {
        Optional<Instant> decision = endpointing.turnEnd().filter(draft.now::isBefore);
        if (decision.isPresent()) {
            draft.timer(Timer.FALSE_INTERRUPTION, decision.get().plusMillis(1));
        } else if (!draft.user.speaking()) {
            interruptions.resume();
        }
    }
}
