package dev.parley.session.engine;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.UserWatch.Monologue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets the agent cut in on a caller who does not come to an end. What the caller says is counted from one speech of the
 * agent's to the next; who exceeds the limit while an answer is on its way is answered by that.
 */
final class TurnLimit {
    private final Draft draft;

    TurnLimit(Draft draft) {
        this.draft = draft;
    }

    void onFinal(String text) {
        Monologue before = draft.watch.monologue();
        Instant since = before.since().orElseGet(() -> begun(before.answeredAt()));
        String transcript = (before.transcript() + " " + text).strip();
        int words = before.words() + text.split("\\s+").length;
        Duration duration = Duration.between(since, draft.now);
        boolean exceeds =
                !before.cuttingIn() && draft.options.turns().userTurnLimit().exceededBy(words, duration);
        Optional<SessionEvent.UserTurnExceeded> exceeded = exceeds
                ? Optional.of(new SessionEvent.UserTurnExceeded(
                        draft.now, draft.user.transcript(), transcript, words, duration))
                : Optional.empty();
        draft.watch = draft.watch.with(new Monologue(
                before.answeredAt(), transcript, words, Optional.of(since), exceeded, before.cuttingIn()));
    }

    private Instant begun(Instant answeredAt) {
        Instant spoken = draft.user.firstSpeech().orElse(draft.now);
        return spoken.isBefore(answeredAt) ? answeredAt : spoken;
    }

    void onCleared() {
        draft.watch = draft.watch.with(
                Monologue.none(draft.now, draft.watch.monologue().cuttingIn()));
    }

    /** The agent's own code has decided what to do about it. */
    void onCutIn() {
        draft.watch = draft.watch.with(draft.watch.monologue().cuttingIn(false));
    }

    /** Looked at after every stimulus. */
    void proceed() {
        Monologue monologue = draft.watch.monologue();
        if (draft.agentState == AgentState.SPEAKING) {
            if (!monologue.isNothing()) {
                onCleared();
            }
        } else if (draft.running() && idle()) {
            monologue.exceeded().ifPresent(exceeded -> {
                draft.watch = draft.watch.with(monologue.cuttingIn(true));
                draft.emit(exceeded);
                draft.effect(new Effect.CutIn(exceeded));
            });
        }
    }

    /** Whether no answer is on its way, and none is about to be. */
    private boolean idle() {
        boolean answerOnItsWay = draft.current.isPresent()
                || !draft.queue.isEmpty()
                || !draft.working.isEmpty()
                || !draft.backlog.isEmpty()
                || draft.cast.changing();
        return !answerOnItsWay && !draft.turnEnding();
    }
}
