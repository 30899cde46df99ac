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

    void onInterim(String text) {
        draft.user = draft.user.heardInterim(text);
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text, false));
        bargeIn.onInterim(text);
    }

    void onFinal(String text, Optional<String> language) {
        draft.user = draft.user.heardInterim("");
        if (text.isBlank()) {
            return;
        }
        draft.succeeded("stt");
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text.strip(), true, language));
        presence.onFinal();
        if (bargeIn.wordsBeginTurns() && !options.start().begunBy(text)) {
            endpointing.onBackchannel(text.strip(), language);
            return;
        }
        draft.user = draft.user.heardFinal(text.strip(), draft.now);
        limit.onFinal(text.strip());
        bargeIn.onWords();
        goOnWithTurn(language);
    }

    /** More of the turn is understood. */
    private void goOnWithTurn(Optional<String> language) {
        speculate();
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
        draft.emit(new SessionEvent.UserInputTranscribed(draft.now, text, true));
        presence.onFinal();
        limit.onFinal(text);
        draft.emit(new SessionEvent.UserTurnCommitted(draft.now, text));
        ChatMessage message = ChatMessage.of(itemId, ChatRole.USER, text, at);
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
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
