package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Cast.Change.Stage;
import dev.parley.session.engine.Stimulus.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns of the caller's between their end and their reply: the agent's own code may have to do with them first, one after
 * the other, and while agents change they wait for the one who comes.
 *
 * <pre>
 * over → waits → (onUserTurnCompleted) → kept, and a reply is queued | dropped
 * </pre>
 */
final class UserTurns {
    /** Who says more while nobody answers is not heard; said by an error. */
    private static final int MOST = 20;

    /** How long a turn waits for the agent's own code. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Draft draft;
    private final SpeechIntake intake;

    UserTurns(Draft draft, SpeechIntake intake) {
        this.draft = draft;
        this.intake = intake;
    }

    /**
     * A turn that is over and not answered yet.
     *
     * @param modality how it was put
     */
    record Pending(ChatMessage message, Modality modality, Timing timing) {
        Pending at(Timing.Station station, Instant time) {
            return new Pending(message, modality, timing.at(station, time));
        }
    }

    /**
     * Turns that are over and not answered yet. Immutable.
     *
     * @param open the one that the agent's own code is at
     */
    record Backlog(Optional<Pending> open, List<Pending> waiting) {
        static final Backlog NONE = new Backlog(Optional.empty(), List.of());

        Backlog {
            waiting = List.copyOf(waiting);
        }

        boolean isEmpty() {
            return open.isEmpty() && waiting.isEmpty();
        }
    }

    void take(String text, Modality modality, Timing timing) {
        Pending turn = pending(text, modality, timing);
        if (draft.backlog.waiting().size() >= MOST) {
            drop(turn, "failed", "user turns waiting: " + MOST + " (expected: at most that many)");
            return;
        }
        List<Pending> more = new ArrayList<>(draft.backlog.waiting());
        more.add(turn);
        draft.backlog = new Backlog(draft.backlog.open(), more);
        proceed();
    }

    private Pending pending(String text, Modality modality, Timing timing) {
        ChatMessage message = ChatMessage.of(draft.nextId("item"), ChatRole.USER, text, draft.now)
                .withMetrics(timing.ofUser());
        return new Pending(message, modality, timing);
    }

    /** The host wants no reply to this one. */
    void keepUnanswered(String text, Timing timing) {
        keepUnanswered(List.of(pending(text, Modality.AUDIO, timing)), "skipped");
    }

    /** Takes the next turns as far as nothing is in the way. Looked at after every stimulus. */
    void proceed() {
        if (draft.draining()) {
            keepUnanswered(draft.backlog.waiting(), draft.closing.isPresent() ? "closed" : "drained");
            draft.backlog = new Backlog(draft.backlog.open(), List.of());
        }
        while (draft.running() && free() && !draft.backlog.waiting().isEmpty()) {
            Pending turn = draft.backlog.waiting().get(0);
            List<Pending> rest =
                    draft.backlog.waiting().subList(1, draft.backlog.waiting().size());
            if (draft.profile.completesUserTurns()) {
                draft.backlog = new Backlog(Optional.of(turn.at(Timing.Station.COMPLETION_ASKED, draft.now)), rest);
                draft.effect(
                        new Effect.CompleteUserTurn(draft.profile.key(), draft.conversation.context(), turn.message()));
                draft.timer(Timer.USER_TURN_COMPLETED, draft.now.plus(PATIENCE));
            } else {
                draft.backlog = new Backlog(Optional.empty(), rest);
                answer(turn, ReplyOptions.to(turn.modality()));
            }
        }
    }

    private boolean free() {
        boolean changing = draft.cast.changing()
                && !(draft.cast.isAt(Stage.ENTERING) && draft.backlog.waiting().size() > 1);
        return draft.backlog.open().isEmpty() && !changing;
    }

    void onCompleted(String messageId, Completion completion) {
        Optional<Pending> turn =
                draft.backlog.open().filter(open -> open.message().id().equals(messageId));
        if (turn.isEmpty()) {
            return;
        }
        draft.cancel(Timer.USER_TURN_COMPLETED);
        draft.backlog = new Backlog(Optional.empty(), draft.backlog.waiting());
        if (completion instanceof Completion.Accepted accepted) {
            answer(accepted, turn.get().at(Timing.Station.COMPLETED, draft.now));
        } else if (completion instanceof Completion.Stopped) {
            drop(turn.get(), "stopped", "");
        } else if (completion instanceof Completion.Failed failed) {
            drop(turn.get(), "failed", "onUserTurnCompleted: " + failed.message());
        }
    }

    private void answer(Completion.Accepted accepted, Pending turn) {
        ChatMessage message = accepted.message().withMetrics(turn.timing().ofUser());
        ReplyOptions reply = ReplyOptions.to(turn.modality());
        boolean asItWas = accepted.context().equals(draft.conversation.context());
        answer(
                new Pending(message, turn.modality(), turn.timing()),
                asItWas ? reply : reply.withChatContext(accepted.context().with(message)));
    }

    /** An agent without a language model listens. */
    private void answer(Pending turn, ReplyOptions reply) {
        if (draft.profile.abilities().answers()) {
            intake.answerTurn(turn.message(), turn.timing(), reply);
        } else {
            keepUnanswered(List.of(turn), "unanswered");
        }
    }

    void onTimer() {
        draft.backlog
                .open()
                .ifPresent(turn -> onCompleted(
                        turn.message().id(),
                        new Completion.Failed("not returned (expected: within " + PATIENCE.toSeconds() + " s)")));
    }

    /** What the caller has said last is kept, though nobody will answer it. */
    void onClosing() {
        draft.cancel(Timer.USER_TURN_COMPLETED);
        List<Pending> unanswered = new ArrayList<>(draft.backlog.waiting());
        draft.backlog.open().ifPresent(open -> unanswered.add(0, open));
        draft.backlog = Backlog.NONE;
        keepUnanswered(unanswered, "closed");
    }

    private void keepUnanswered(List<Pending> unanswered, String why) {
        for (Pending turn : unanswered) {
            draft.journalItem(turn.message(), new ConversationRecord.UserTurnCommitted(turn.message()));
            drop(turn, why, "");
        }
    }

    private void drop(Pending turn, String reason, String error) {
        if (!error.isEmpty()) {
            draft.emit(new SessionEvent.ErrorOccurred(draft.now, "agent", error));
        }
        draft.emit(new SessionEvent.UserTurnDropped(draft.now, turn.message().wording(), reason));
    }
}
