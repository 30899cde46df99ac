package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import java.util.Optional;
import java.util.function.Predicate;

/** The speeches that wait: by priority, then by age. */
final class SpeechQueue {
    /** A host that asks for more than can ever be said is told so; the newest speech is the one that is refused. */
    private static final int MOST = 100;

    private final Draft draft;

    SpeechQueue(Draft draft) {
        this.draft = draft;
    }

    /** Whether there was room for it; said if not. */
    boolean add(Speech speech) {
        if (draft.queue.size() >= MOST) {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now, "agent", "speeches waiting: " + draft.queue.size() + " (expected: at most that many)"));
            return false;
        }
        int at = draft.queue.size();
        while (at > 0 && priorityAt(at - 1) < speech.options().priority()) {
            at--;
        }
        draft.queue.add(at, speech);
        return true;
    }

    /** For a speech that goes on: it was asked for before all that wait at its priority. */
    void addBeforeItsEquals(Speech speech) {
        int at = 0;
        while (at < draft.queue.size() && priorityAt(at) > speech.options().priority()) {
            at++;
        }
        draft.queue.add(at, speech);
    }

    private int priorityAt(int index) {
        return draft.queue.get(index).options().priority();
    }

    Optional<Speech> find(String speechId) {
        return draft.queue.stream()
                .filter(speech -> speech.id().equals(speechId))
                .findFirst();
    }

    /** Takes the first if it is one of these. */
    Optional<Speech> takeFirst(Predicate<Speech> wanted) {
        if (draft.queue.isEmpty() || !wanted.test(draft.queue.get(0))) {
            return Optional.empty();
        }
        return Optional.of(draft.queue.remove(0));
    }
}
