package dev.parley.session.engine;

import dev.parley.chat.Modality;
import dev.parley.session.SessionEvent;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.UserTurn;
import dev.parley.turn.UserTurn.Silent;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of the caller's turn: by silence, by the host's wish, by the model that has heard it, by typing, or without an answer
 * since it was cleared or said over a speech that must not be interrupted.
 */
final class UserTurnEnd {
    private final Draft draft;
    private final AgentSide agent;
    private final SpeechIntake intake;
    private final AnswerSide answers;
    private final UserPresence presence;
    private final TurnLimit limit;
    private final UserTurns turns;
    private final Endpointing endpointing;
    private final TurnOptions options;

    UserTurnEnd(
            Draft draft,
            AgentSide agent,
            SpeechIntake intake,
            AnswerSide answers,
            UserPresence presence,
            TurnLimit limit,
            UserTurns turns,
            Endpointing endpointing) {
        this.draft = draft;
        this.agent = agent;
        this.intake = intake;
        this.answers = answers;
        this.presence = presence;
        this.limit = limit;
        this.turns = turns;
        this.endpointing = endpointing;
        this.options = draft.options.turns();
    }

    // --- by silence

    void whenDue() {
        boolean wordsComing = options.detection() == TurnDetection.STT
                && !draft.user.interim().isBlank();
        if (options.detection() == TurnDetection.MANUAL
                || wordsComing
                || draft.commit.isPresent()
                || draft.ears == Ears.MODEL_TAKES_TURNS) {
            return;
        }
        endpointing.turnEnd().ifPresent(end -> {
            if (end.isAfter(draft.now)) {
                draft.timer(Timer.END_OF_TURN, end);
            } else {
                draft.cancel(Timer.END_OF_TURN);
                commit();
            }
        });
    }

    /** What was too short to take the agent's place is a turn once the agent is done. Looked at after every stimulus. */
    void proceed() {
        if (draft.running()
                && draft.nothingToSay()
                && endpointing.turnEnd().filter(end -> !end.isAfter(draft.now)).isPresent()) {
            whenDue();
            agent.proceed(); // to answer it
        }
    }

    private void commit() {
        if (agent.occupied()) {
            if (!agent.interruptions().possible()) {
                drop();
                return;
            }
            if (!draft.ears.modelHears()
                    && draft.user.words() < options.interruption().minWords()) {
                return;
            }
            agent.interruptions().cutIfAllowed();
        }
        if (draft.ears.modelHears()) {
            draft.effect(new Effect.FlushHearing());
            answerWhatTheModelHeard();
            return;
        }
        UserTurn turn = over();
        draft.speculations = 0;
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, turn.transcript()));
        turns.take(turn.transcript(), Modality.AUDIO, timing(turn));
    }

    /** LiveKit Agents' rule: what is said over a speech that must not be interrupted is no turn. */
    private void drop() {
        answers.dropSpeculation();
        String transcript = over().transcript();
        if (draft.ears.modelHears()) {
            draft.effect(new Effect.ClearHearing());
        }
        draft.emit(
                new SessionEvent.ErrorOccurred(
                        draft.now,
                        "turn",
                        "user turn: dropped (expected: speech while the agent may be interrupted; its current speech may not)"));
        draft.emit(new SessionEvent.UserTurnDropped(draft.now, transcript, "uninterruptible"));
    }

    // --- by the host

    void onCommitAsked(Commit asked) {
        draft.commit.ifPresent(
                earlier -> draft.refused(earlier.askId(), "the turn is being committed by a later request"));
        draft.commit = Optional.of(asked);
        draft.effect(new Effect.FlushHearing(asked.options().sttFlushDuration()));
        draft.timer(
                Timer.COMMIT,
                draft.now.plus(asked.options().transcriptTimeout().orElse(draft.options.commitTimeout())));
    }

    /** The committed turn has its last transcript, or will not get it in time. */
    void onCommitDue() {
        draft.commit.ifPresent(asked -> {
            draft.commit = Optional.empty();
            draft.cancel(Timer.COMMIT);
            String transcript = draft.user.transcript();
            if (asked.options().skipReply()) {
                keepUnanswered();
            } else if (draft.ears.modelHears()) {
                answerWhatTheModelHeard();
            } else if (!transcript.isEmpty()) {
                commit();
            }
            draft.granted(asked.askId(), transcript);
        });
    }

    /** What the agent says goes on, and what is paused for the caller still waits for the caller's silence. */
    private void keepUnanswered() {
        answers.dropSpeculation();
        UserTurn turn = over();
        draft.speculations = 0;
        if (!turn.transcript().isEmpty()) {
            draft.emit(new SessionEvent.UserTurnCommitted(draft.now, turn.transcript()));
            turns.keepUnanswered(turn.transcript(), timing(turn));
        }
    }

    /** The answer to a commit has not come in time; of a turn that only the model could hear nothing is known then. */
    void onCommitTimer() {
        if (!draft.ears.modelHears()) {
            takeInterimForFinal();
            onCommitDue();
            return;
        }
        draft.commit.ifPresent(asked -> {
            draft.commit = Optional.empty();
            draft.granted(asked.askId(), "");
        });
    }

    /** LiveKit Agents' rule: what was understood for the time being is better than nothing; its final form comes too late. */
    private void takeInterimForFinal() {
        String interim = draft.user.interim().strip();
        if (draft.commit.isPresent() && !interim.isEmpty()) {
            draft.transcribed(new Stimulus.FinalHeard(interim));
            draft.user = draft.user.heardFinal(interim, draft.now);
            draft.effect(new Effect.ClearHearing());
        }
    }

    void onClearAsked() {
        answers.dropSpeculation();
        over();
        limit.onCleared();
        draft.cancel(Timer.END_OF_TURN);
    }

    /** A caller may type as soon as there is a line; what comes before the session has started is answered then. */
    void onTextTyped(String text) {
        if (!draft.running() && draft.phase != SessionState.Phase.NEW) {
            return;
        }
        draft.emit(new SessionEvent.TextReceived(draft.now, text));
        if (text.isBlank()) {
            return;
        }
        presence.onSign();
        answers.dropSpeculation();
        agent.interruptions().cutIfAllowed();
        turns.take(text.strip(), Modality.TEXT, Timing.none().at(Timing.Station.TURN_COMMITTED, draft.now));
    }

    // --- by the model that has heard it

    /** The model has taken the caller's turn. */
    void onGenerationStarted(String answerId) {
        intake.takeAnswer(answerId, timing(over()));
    }

    /** The model has the caller's turn and is asked to answer it, unless the session begins nothing new. */
    private void answerWhatTheModelHeard() {
        UserTurn turn = over();
        intake.answerHeardTurn(timing(turn));
        if (draft.draining()) {
            String reason = draft.closing.isPresent() ? "closed" : "drained";
            draft.emit(new SessionEvent.UserTurnDropped(draft.now, turn.transcript(), reason));
        }
    }

    /** What the caller said is a turn of its own now; what follows is the next. */
    private UserTurn over() {
        UserTurn turn = draft.user;
        draft.user = turn.next();
        presence.onTurnOver();
        endpointing.onTurnOver();
        return turn;
    }

    /** An end of speech from before the turn's beginning is of another turn and tells nothing of this one. */
    private Timing timing(UserTurn turn) {
        Timing timing = Timing.none().at(Timing.Station.TURN_COMMITTED, draft.now);
        Optional<Instant> ended = turn.voice() instanceof Silent silent ? silent.since() : Optional.empty();
        Optional<Instant> began = turn.firstSpeech();
        if (began.isPresent() && ended.filter(end -> !end.isBefore(began.get())).isPresent()) {
            timing = timing.at(Timing.Station.SPEECH_STARTED, began.get()).at(Timing.Station.SPEECH_ENDED, ended.get());
        }
        if (turn.finalAt().isPresent()) {
            timing = timing.at(Timing.Station.TRANSCRIBED, turn.finalAt().get());
        }
        return timing.of(turn.recognised());
    }
}
