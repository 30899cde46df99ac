package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
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
    private final Endpointing endpointing;
    private final TurnOptions options;

    UserSide(
            Draft draft,
            AgentSide agent,
            AnswerSide answers,
            UserPresence presence,
            TurnLimit limit,
            UserTurns turns,
            Endpointing endpointing) {
        this.draft = draft;
        this.answers = answers;
        this.agent = agent;
        this.presence = presence;
        this.limit = limit;
        this.turns = turns;
        this.endpointing = endpointing;
        this.options = draft.options.turns();
    }

    void onSpeechStarted(Instant since) {
        if (draft.user.speaking()) {
            return;
        }
        draft.user = draft.user.startedSpeaking(since);
        endpointing.onSpeechStarted(since);
        presence.onSpeechStarted(since);
        if (draft.ears == Ears.MODEL_TAKES_TURNS) {
            agent.interruptions().cutIfAllowed(); // the model has stopped its answer already
            return;
        }
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
            endpointing.onSpeechEnded(at, wordsBeginTurns());
            presence.onSpeechEnded(speaking.since(), at);
            draft.cancel(Timer.INTERRUPTION);
            endTurnWhenDue();
            draft.hold.ifPresent(this::goOnUnlessItWasATurn);
        }
    }

    /** A voice that goes on for minutes without a word is a noise, and nobody waits for its end any more. */
    void onEndlessSound() {
        if (draft.user.words() == 0) {
            onSpeechEnded(draft.now);
            agent.interruptions().resume();
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
        Optional<Instant> decision = endpointing.turnEnd().filter(draft.now::isBefore);
        if (decision.isPresent()) {
            draft.timer(Timer.FALSE_INTERRUPTION, decision.get().plusMillis(1));
        } else if (!draft.user.speaking()) {
            agent.interruptions().resume();
        }
    }

    void onInterim(String text) {
        draft.user = draft.user.heardInterim(text);
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text, false));
        if (wordsBeginTurns() && options.start().useInterim() && options.start().begunBy(text) && !warmingUp()) {
            agent.interruptions().byVoice();
        }
        if (options.detection() == TurnDetection.STT && !text.isBlank()) {
            draft.cancel(Timer.END_OF_TURN);
            interruptByTranscript();
        }
    }

    /** LiveKit Agents' rule: transcripts interrupt only where there is no detector of voice. */
    private void interruptByTranscript() {
        if (draft.user.words() >= options.interruption().minWords()
                && agent.interruptions().possibleByVoice()
                && !warmingUp()) {
            agent.interruptions().byVoice();
        }
        if (draft.hold.isPresent()) {
            draft.timer(
                    Timer.FALSE_INTERRUPTION,
                    draft.now.plus(options.interruption().falseInterruptionTimeout()));
        }
    }

    void onFinal(String text, Optional<String> language) {
        if (text.isBlank()) {
            draft.user = draft.user.heardInterim("");
            return;
        }
        draft.succeeded("stt");
        draft.user = draft.user.heardInterim("");
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text.strip(), true, language));
        presence.onFinal();
        if (wordsBeginTurns() && !options.start().begunBy(text)) {
            endpointing.onBackchannel(text.strip(), language);
            return;
        }
        draft.user = draft.user.heardFinal(text.strip(), draft.now);
        limit.onFinal(text.strip());
        if (wordsBeginTurns() && !warmingUp()) {
            agent.interruptions().cutIfAllowed();
        }
        if (options.detection() == TurnDetection.STT) {
            interruptByTranscript();
        }
        if (draft.hold.isPresent()) {
            agent.interruptions().cutIfAllowed();
        }
        goOnWithTurn(language);
    }

    /** More of the turn is understood. */
    private void goOnWithTurn(Optional<String> language) {
        speculate();
        endpointing.onFinal(language);
        endTurnWhenDue();
    }

    /** Looked at after every stimulus. */
    void proceed() {
        endpointing.answerBeforeTheEnd().ifPresent(answer -> {
            draft.user = draft.user.heardFinal(answer.text(), answer.at());
            limit.onFinal(answer.text());
            goOnWithTurn(answer.language());
            agent.proceed(); // the turn may be over already
        });
    }

    void onPredicted(String predictionId, Stimulus.Prediction prediction) {
        endpointing.onPredicted(predictionId, prediction);
        endTurnWhenDue();
    }

    // --- turns that the model hears itself

    /** The model has taken the caller's turn. */
    void onGenerationStarted(String answerId) {
        agent.takeAnswer(answerId, timing(turnOver()));
    }

    void onTurnTranscribed(String itemId, String text, Instant at) {
        draft.user = draft.user.heardInterim("");
        if (text.isEmpty()) {
            return;
        }
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text, true));
        presence.onFinal();
        limit.onFinal(text);
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, text));
        ChatMessage message = ChatMessage.of(itemId, ChatRole.USER, text, at);
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }

    // --- typed, committed and cleared turns

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
            if (draft.ears.modelHears()) {
                takeTurn();
            } else if (!transcript.isEmpty()) {
                commitTurn();
            }
            draft.granted(askId, transcript);
        });
    }

    /** The answer to a commit has not come in time; of a turn that only the model could hear nothing is known then. */
    void onCommitTimer() {
        if (!draft.ears.modelHears()) {
            onCommitDue();
            return;
        }
        draft.commit.ifPresent(askId -> {
            draft.commit = Optional.empty();
            draft.granted(askId, "");
        });
    }

    void onClearAsked() {
        answers.dropSpeculation();
        turnOver();
        limit.onCleared();
        draft.cancel(Timer.END_OF_TURN);
        draft.effect(new Effect.ClearHearing());
    }

    /** An open turn ends by the new rules. */
    void onTurnsUpdated() {
        endTurnWhenDue();
    }

    void onEndOfTurnTimer() {
        endTurnWhenDue();
    }

    /** Whether the caller's speech is now to stop the agent's. Looked at after every stimulus. */
    void interruptWhenDue() {
        if (draft.ears != Ears.MODEL_TAKES_TURNS && options.detection() == TurnDetection.VAD && interrupts()) {
            agent.interruptions().byVoice();
        }
    }

    /** Whether what begins the caller's turn now is words: the agent is heard, and speech alone is not to stop it. */
    private boolean wordsBeginTurns() {
        return options.start().isByWords()
                && options.detection() == TurnDetection.VAD
                && draft.current.filter(Speech::audible).isPresent()
                && agent.interruptions().possibleByVoice()
                && !endpointing.besideTheAgentsBeginning();
    }

    private boolean interrupts() {
        Optional<Instant> due = draft.user.spokenFor(options.interruption().minDuration());
        return due.isPresent()
                && !draft.now.isBefore(due.get())
                && draft.user.words() >= options.interruption().minWords()
                && agent.interruptions().possibleByVoice()
                && !wordsBeginTurns()
                && !warmingUp();
    }

    private boolean warmingUp() {
        return draft.watch
                .line()
                .learningSince()
                .map(since -> draft.now.isBefore(since.plus(draft.aecWarmup())))
                .orElse(false);
    }

    private void endTurnWhenDue() {
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
            if (!draft.ears.modelHears()
                    && draft.user.words() < options.interruption().minWords()) {
                return;
            }
            agent.interruptions().cutIfAllowed();
        }
        if (draft.ears.modelHears() && draft.shuttingDown()) {
            turnOver();
            return;
        }
        if (draft.ears.modelHears()) {
            draft.effect(new Effect.FlushHearing());
            takeTurn();
            return;
        }
        UserTurn turn = turnOver();
        draft.speculations = 0;
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, turn.transcript()));
        turns.take(turn.transcript(), timing(turn));
    }

    /** The model has the caller's turn and is asked to answer it. */
    private void takeTurn() {
        agent.answerHeardTurn(timing(turnOver()));
    }

    /** LiveKit Agents' rule: what is said over a speech that must not be interrupted is no turn. */
    private void dropTurn() {
        answers.dropSpeculation();
        turnOver();
        if (draft.ears.modelHears()) {
            draft.effect(new Effect.ClearHearing());
        }
        draft.emit(
                new SessionEvent.ErrorOccurred(
                        draft.now,
                        "turn",
                        "user turn: dropped (expected: speech while the agent may be interrupted; its current speech may not)"));
    }

    /** What the caller said is a turn of its own now; what follows is the next. */
    private UserTurn turnOver() {
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
        return timing;
    }

    private void speculate() {
        PreemptiveGeneration preemptive = options.preemptive();
        boolean tooLong = draft.user
                .firstSpeech()
                .map(start -> start.plus(preemptive.maxSpeech()).isBefore(draft.now))
                .orElse(false);
        boolean allowed = options.detection() != TurnDetection.MANUAL
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
