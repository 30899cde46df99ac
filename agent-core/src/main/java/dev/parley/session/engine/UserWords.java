package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.SessionEvent;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Instant;
import java.util.Optional;

/** What the caller is understood to say: the open turn grows by it, and an answer to it may be begun ahead. */
final class UserWords {
    private final Draft draft;
    private final AgentSide agent;
    private final AnswerSide answers;
    private final BargeIn bargeIn;
    private final UserPresence presence;
    private final TurnLimit limit;
    private final Endpointing endpointing;
    private final UserTurnEnd end;
    private final TurnOptions options;

    UserWords(
            Draft draft,
            AgentSide agent,
            AnswerSide answers,
            BargeIn bargeIn,
            UserPresence presence,
            TurnLimit limit,
            Endpointing endpointing,
            UserTurnEnd end) {
        this.draft = draft;
        this.agent = agent;
        this.answers = answers;
        this.bargeIn = bargeIn;
        this.presence = presence;
        this.limit = limit;
        this.endpointing = endpointing;
        this.end = end;
        this.options = draft.options.turns();
    }

    void onInterim(Stimulus.InterimHeard heard) {
        seemsToBe(heard);
        if (!heard.text().isBlank() && !answers.speculatesOn(draft.user.transcript())) {
            answers.dropSpeculationUnlessTo(draft.user.transcriptSoFar()); // LiveKit Agents' stale preflight
        }
    }

    private void seemsToBe(Stimulus.InterimHeard heard) {
        draft.user = draft.user.heardInterim(heard.text());
        draft.emit(new SessionEvent.UserInputTranscribed(
                draft.now, heard.text(), false, heard.language(), heard.speakerId(), heard.itemId()));
        bargeIn.onInterim(heard.text());
    }

    /** An interim transcript that the answer may be begun on. */
    void onPreflight(Stimulus.PreflightHeard heard) {
        seemsToBe(new Stimulus.InterimHeard(heard.text(), heard.language(), heard.speakerId(), Optional.empty()));
        if (!heard.text().isBlank()) {
            speculate(draft.user.transcriptSoFar());
        }
    }

    void onFinal(Stimulus.FinalHeard heard) {
        draft.user = draft.user.heardInterim("");
        String text = heard.text().strip();
        if (text.isEmpty()) {
            return;
        }
        draft.succeeded("stt");
        draft.transcribed(heard);
        presence.onFinal();
        if (bargeIn.wordsBeginTurns() && !options.start().begunBy(text)) {
            endpointing.onBackchannel(text, heard.language());
            return;
        }
        draft.user = draft.user
                .heardFinal(text, draft.now)
                .recognisedBy(heard.confidence(), heard.requestId(), heard.recogniser());
        limit.onFinal(text);
        bargeIn.onWords();
        goOnWithTurn(heard.language());
    }

    /** More of the turn is understood. */
    private void goOnWithTurn(Optional<String> language) {
        speculate(draft.user.transcript());
        endpointing.onFinal(language);
        end.whenDue();
    }

    /** Looked at after every stimulus. While the session ends, an answer is among the caller's last words. */
    void proceed() {
        endpointing.answerBeforeTheEnd().ifPresent(answer -> {
            draft.user = draft.user.heardFinal(answer.text(), answer.at());
            if (draft.running()) {
                limit.onFinal(answer.text());
                goOnWithTurn(answer.language());
                agent.proceed(); // the turn may be over already
            }
        });
    }

    void onPredicted(String predictionId, Stimulus.Prediction prediction) {
        endpointing.onPredicted(predictionId, prediction);
        end.whenDue();
    }

    /** What was said in a turn that the model has heard itself. */
    void onTurnTranscribed(String itemId, String text, Instant at) {
        draft.user = draft.user.heardInterim("");
        if (text.isEmpty()) {
            return;
        }
        draft.emit(new SessionEvent.UserInputTranscribed(
                draft.now, text, true, Optional.empty(), Optional.empty(), Optional.of(itemId)));
        presence.onFinal();
        limit.onFinal(text);
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, text));
        ChatMessage message = ChatMessage.of(itemId, ChatRole.USER, text, at);
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }

    /** An answer that was begun to the same words goes on. */
    private void speculate(String transcript) {
        if (answers.speculatesOn(transcript)) {
            return;
        }
        PreemptiveGeneration preemptive = options.preemptive();
        boolean tooLong = draft.user
                .firstSpeech()
                .map(start -> start.plus(preemptive.maxSpeech()).isBefore(draft.now))
                .orElse(false);
        boolean allowed = draft.profile.abilities().answers()
                && options.detection() != TurnDetection.MANUAL
                && draft.commit.isEmpty()
                && draft.speculations < preemptive.maxAttempts()
                && !tooLong
                && !agent.occupied()
                && !draft.cast.changing()
                && !draft.draining();
        answers.dropSpeculation();
        if (allowed) {
            draft.speculations++;
            answers.speculate(transcript);
        }
    }
}
