package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.CallerLine;
import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import dev.parley.session.engine.UserWatch.Line;
import dev.parley.session.engine.UserWatch.Unheard;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the caller is there, and whether what it says is understood. */
final class UserPresence {
    private final Draft draft;
    private final boolean bothSilentBefore;

    UserPresence(Draft draft) {
        this.draft = draft;
        this.bothSilentBefore = bothSilent();
    }

    private boolean bothSilent() {
        return draft.running()
                && draft.watch.state() == UserState.LISTENING
                && draft.agentState == AgentState.LISTENING
                && draft.toolWork.quiet();
    }

    /** LiveKit Agents' rule: another caller's echo canceller learns anew, when the one before has learnt. */
    void onLinked(CallerLine line) {
        Line before = draft.watch.line();
        boolean learns = before.learningSince()
                .filter(since -> draft.now.isBefore(since.plus(draft.aecWarmup())))
                .isPresent();
        Line now = new Line(line == CallerLine.OUTBOUND_PHONE, learns ? before.learningSince() : Optional.empty());
        draft.watch = draft.watch.with(now);
        if (draft.aecWarmup().isZero()) {
            draft.cancel(Timer.AEC_WARMUP);
        }
    }

    // --- speaking, listening, away

    void onSpeechStarted(Instant since) {
        becomes(UserState.SPEAKING, since);
        draft.watch = draft.watch.with(draft.watch.quiet().active());
        draft.cancel(Timer.TRANSCRIPTION);
    }

    /** The caller is not listened to any more. */
    void onMuted() {
        if (draft.watch.state() == UserState.SPEAKING) {
            becomes(UserState.LISTENING, draft.now);
        }
        onTurnOver();
    }

    /** A sign of life that is no speech, such as typed text or a transcript of speech that no detector heard. */
    void onSign() {
        draft.watch = draft.watch.with(draft.watch.quiet().active());
        if (draft.watch.state() == UserState.AWAY) {
            becomes(UserState.LISTENING, draft.now);
        } else if (bothSilentBefore && bothSilent()) {
            expectAway();
        }
    }

    /** Looks whether the silence of both sides has begun or ended in this step. */
    void proceed() {
        boolean bothSilent = bothSilent();
        if (bothSilent && !bothSilentBefore) {
            expectAway();
        } else if (!bothSilent && bothSilentBefore) {
            draft.cancel(Timer.AWAY);
        }
    }

    private void expectAway() {
        Duration timeout = draft.options.userAwayTimeout();
        if (!timeout.isZero()) {
            draft.timer(Timer.AWAY, draft.now.plus(timeout));
        }
    }

    void onAwayTimer() {
        if (bothSilent()) {
            becomes(UserState.AWAY, draft.now);
        }
    }

    private void becomes(UserState next, Instant at) {
        UserState old = draft.watch.state();
        if (old != next) {
            draft.check(SessionMachines.USER_STATE, old, next);
            draft.watch = draft.watch.with(next);
            draft.emit(new SessionEvent.UserStateChanged(at, old, next));
        }
    }

    // --- transcripts that do not come

    /** The caller has been silent since then, after it had spoken from {@code since} on. */
    void onSpeechEnded(Instant since, Instant at) {
        becomes(UserState.LISTENING, at);
        Unheard unheard = draft.watch.unheard();
        if (unheard.transcribed() || !draft.profile.abilities().understands()) {
            return;
        }
        Duration speech = unheard.speech().plus(Duration.between(since, at));
        draft.watch = draft.watch.with(new Unheard(speech, unheard.since().or(() -> Optional.of(since)), false));
        if (!draft.options.transcriptionTimeout().isZero()) {
            draft.timer(Timer.TRANSCRIPTION, at.plus(draft.options.transcriptionTimeout()));
        }
    }

    void onFinal() {
        onSign();
        draft.watch = draft.watch.with(new Unheard(Duration.ZERO, Optional.empty(), true));
        draft.cancel(Timer.TRANSCRIPTION);
    }

    /** The next turn begins. */
    void onTurnOver() {
        draft.watch = draft.watch.with(Unheard.NOTHING);
        draft.cancel(Timer.TRANSCRIPTION);
    }

    void onTranscriptionTimer() {
        Unheard unheard = draft.watch.unheard();
        unheard.since()
                .ifPresent(since ->
                        draft.emit(new SessionEvent.UserTranscriptionTimeout(draft.now, unheard.speech(), since)));
    }
}
