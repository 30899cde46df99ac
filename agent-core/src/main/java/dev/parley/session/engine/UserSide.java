package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.UserTurn;
import dev.parley.turn.UserTurn.Silent;
import dev.parley.turn.UserTurn.Speaking;
import java.time.Instant;
import java.util.Optional;

/** The caller's side: hears turns begin, grow and end, and decides when the caller interrupts. */
final class UserSide {
    private final Draft draft;
    private final AgentSide agent;
    private final AnswerSide answers;
    private final UserPresence presence;
    private final TurnLimit limit;
    private final UserTurns turns;
    private final TurnOptions options;

    UserSide(
            Draft draft, AgentSide agent, AnswerSide answers, UserPresence presence, TurnLimit limit, UserTurns turns) {
        this.draft = draft;
        this.answers = answers;
        this.agent = agent;
        this.presence = presence;
        this.limit = limit;
        this.turns = turns;
        this.options = draft.options.turns();
    }

    void onSpeechStarted(Instant since) {
        if (draft.user.speaking()) {
            return;
        }
        draft.user = draft.user.startedSpeaking(since);
        presence.onSpeechStarted(since);
        agent.interruptions().holdBack();
        draft.cancel(Timer.END_OF_TURN);
        draft.cancel(Timer.FALSE_INTERRUPTION);
        draft.timer(Timer.INTERRUPTION, since.plus(options.interruption().minDuration()));
    }

    /** Whether it is the end is told later; by then it is known that what was said so far was too short to interrupt. */
    void onSpeechPaused(Instant at) {
        draft.user = draft.user.pausedSpeaking(at);
    }

    void onSpeechResumed() {
        draft.user = draft.user.resumedSpeaking();
    }

    void onSpeechEnded(Instant at) {
        if (draft.user.voice() instanceof Speaking speaking) {
            draft.user = draft.user.stoppedSpeaking(at);
            presence.onSpeechEnded(speaking.since(), at);
            draft.cancel(Timer.INTERRUPTION);
            endTurnWhenDue();
            draft.hold.ifPresent(this::goOnUnlessItWasATurn);
        }
    }

    /** A speech that only waited for silence goes on at once if nothing was said; one that was stopped waits longer. */
    private void goOnUnlessItWasATurn(Hold hold) {
        if (!hold.interrupts() && draft.user.words() == 0) {
            agent.interruptions().resume();
        } else {
            draft.timer(
                    Timer.FALSE_INTERRUPTION,
                    draft.now.plus(options.interruption().falseInterruptionTimeout()));
        }
    }

    /** A pause ends unless the caller speaks again, or a decision on the turn is still open, which it waits for. */
    void onFalseInterruptionTimer() {
        Optional<Instant> decision =
                draft.user.endsAt(options.endpointingDelay()).filter(draft.now::isBefore);
        if (decision.isPresent()) {
            draft.timer(Timer.FALSE_INTERRUPTION, decision.get().plusMillis(1));
        } else if (!draft.user.speaking()) {
            agent.interruptions().resume();
        }
    }

    void onInterim(String text) {
        draft.user = draft.user.heardInterim(text);
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text, false));
    }

    void onFinal(String text) {
        if (text.isBlank()) {
            draft.user = draft.user.heardInterim("");
            return;
        }
        draft.succeeded();
        draft.user = draft.user.heardFinal(text.strip(), draft.now);
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text.strip(), true));
        presence.onFinal();
        limit.onFinal(text.strip());
        if (draft.hold.isPresent()) {
            agent.interruptions().cutIfAllowed();
        }
        speculate();
        endTurnWhenDue();
    }

    void onTextTyped(String text) {
        draft.emit(new SessionEvent.TextReceived(draft.now, text));
        if (text.isBlank()) {
            return;
        }
        presence.onSign();
        answers.dropSpeculation();
        agent.interruptions().cutIfAllowed();
        turns.take(text.strip(), Timing.none().at(Timing.Station.TURN_COMMITTED, draft.now));
    }

    void onCommitAsked(long askId) {
        draft.commit.ifPresent(earlier -> draft.refused(earlier, "the turn is being committed by a later request"));
        draft.commit = Optional.of(askId);
        draft.effect(new Effect.FlushHearing());
        draft.timer(Timer.COMMIT, draft.now.plus(draft.options.commitTimeout()));
    }

    /** The committed turn has its last transcript, or will not get it in time. */
    void onCommitDue() {
        draft.commit.ifPresent(askId -> {
            draft.commit = Optional.empty();
            draft.cancel(Timer.COMMIT);
            String transcript = draft.user.transcript();
            if (!transcript.isEmpty()) {
                commitTurn();
            }
            draft.granted(askId, transcript);
        });
    }

    void onClearAsked() {
        answers.dropSpeculation();
        draft.user = draft.user.next();
        presence.onTurnOver();
        limit.onCleared();
        draft.cancel(Timer.END_OF_TURN);
        draft.effect(new Effect.ClearHearing());
    }

    void onEndOfTurnTimer() {
        endTurnWhenDue();
    }

    /** Whether the caller's speech is now to stop the agent's. Looked at after every stimulus. */
    void interruptWhenDue() {
        if (options.detection() == TurnDetection.VAD && interrupts()) {
            agent.interruptions().byVoice();
        }
    }

    private boolean interrupts() {
        Optional<Instant> due = draft.user.spokenFor(options.interruption().minDuration());
        return due.isPresent()
                && !draft.now.isBefore(due.get())
                && draft.user.words() >= options.interruption().minWords()
                && agent.interruptions().possibleByVoice()
                && !warmingUp();
    }

    private boolean warmingUp() {
        return draft.firstVoiceAt
                .map(first ->
                        draft.now.isBefore(first.plus(options.interruption().aecWarmup())))
                .orElse(false);
    }

    private void endTurnWhenDue() {
        if (options.detection() != TurnDetection.VAD || draft.commit.isPresent()) {
            return;
        }
        draft.user.endsAt(options.endpointingDelay()).ifPresent(end -> {
            if (end.isAfter(draft.now)) {
                draft.timer(Timer.END_OF_TURN, end);
            } else {
                draft.cancel(Timer.END_OF_TURN);
                commitTurn();
            }
        });
    }

    private void commitTurn() {
        if (agent.occupied()) {
            if (!agent.interruptions().possible()) {
                dropTurn();
                return;
            }
            if (draft.user.words() < options.interruption().minWords()) {
                return;
            }
            agent.interruptions().cutIfAllowed();
        }
        UserTurn turn = draft.user;
        draft.user = turn.next();
        presence.onTurnOver();
        draft.speculations = 0;
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, turn.transcript()));
        turns.take(turn.transcript(), timing(turn));
    }

    /** LiveKit Agents' rule: what is said over a speech that must not be interrupted is no turn. */
    private void dropTurn() {
        answers.dropSpeculation();
        draft.user = draft.user.next();
        presence.onTurnOver();
        draft.emit(
                new SessionEvent.ErrorOccurred(
                        draft.now,
                        "turn",
                        "user turn: dropped (expected: speech while the agent may be interrupted; its current speech may not)"));
    }

    private Timing timing(UserTurn turn) {
        Timing timing = Timing.none().at(Timing.Station.TURN_COMMITTED, draft.now);
        Optional<Instant> ended = turn.voice() instanceof Silent silent ? silent.since() : Optional.empty();
        if (ended.isPresent()) {
            timing = timing.at(Timing.Station.SPEECH_ENDED, ended.get());
        }
        if (turn.finalAt().isPresent()) {
            timing = timing.at(Timing.Station.TRANSCRIBED, turn.finalAt().get());
        }
        return timing;
    }

    private void speculate() {
        PreemptiveGeneration preemptive = options.preemptive();
        boolean tooLong = draft.user
                .firstSpeech()
                .map(start -> start.plus(preemptive.maxSpeech()).isBefore(draft.now))
                .orElse(false);
        boolean allowed = options.detection() == TurnDetection.VAD
                && draft.commit.isEmpty()
                && draft.speculations < preemptive.maxAttempts()
                && !tooLong
                && !agent.occupied()
                && !draft.cast.changing();
        answers.dropSpeculation();
        if (allowed) {
            draft.speculations++;
            answers.speculate(draft.user.transcript());
        }
    }
}
