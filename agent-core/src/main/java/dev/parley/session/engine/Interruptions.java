package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.SessionMachines.SpeechPlace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What stops a speech: the caller's voice, the host's order, the session's end. */
final class Interruptions {
    /** LiveKit Agents' watchdog: playout that has not stopped by then is taken to be dead. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(5);

    private final Draft draft;
    private final AnswerSide answers;
    private final AgentSide agent;
    private final SpeechQueue queue;

    Interruptions(Draft draft, AnswerSide answers, AgentSide agent, SpeechQueue queue) {
        this.draft = draft;
        this.answers = answers;
        this.agent = agent;
        this.queue = queue;
    }

    /** Whether the caller's voice may stop something: a speech, not an answer that waits for its tools. */
    boolean possibleByVoice() {
        return draft.current.filter(this::allowed).isPresent();
    }

    /** Whether a turn may take the place of what is said, or of what is still to be said. */
    boolean possible() {
        return draft.current
                .filter(speech -> !speech.interrupted())
                .map(this::allowed)
                .orElseGet(() -> draft.working.stream().anyMatch(this::allowed));
    }

    private boolean allowed(Speech speech) {
        return !speech.interrupted()
                && speech.options().allowInterruptions()
                && draft.options.turns().interruption().enabled();
    }

    /** Whether what is being thought or said now is protected, by itself or by the session's options. */
    boolean currentMustBeHeard() {
        return draft.current
                .filter(speech -> !speech.interrupted() && !allowed(speech))
                .isPresent();
    }

    private boolean mustBeHeard(Speech speech) {
        return !speech.options().allowInterruptions() && !speech.interrupted();
    }

    // --- by the caller

    /** Stops the current speech if it may be interrupted. */
    void cutIfAllowed() {
        if (possible()) {
            cut();
            forgoReplies(this::allowed);
        }
    }

    /**
     * The caller's speech is to stop the current one: for the time being if it can go on after a false interruption, else
     * for good.
     */
    void byVoice() {
        if (!pauses()) {
            cutIfAllowed();
        } else if (draft.hold.filter(Hold::interrupts).isEmpty()) {
            hold(draft.current.orElseThrow(), true);
        }
    }

    /** The caller speaks while the current speech is not heard yet: it is not to begin in the middle of that. */
    void holdBack() {
        draft.current
                .filter(speech -> pauses() && allowed(speech) && !speech.audible() && draft.hold.isEmpty())
                .ifPresent(speech -> hold(speech, false));
    }

    private void hold(Speech speech, boolean interrupts) {
        if (draft.hold.isEmpty()) {
            draft.effect(new Effect.PauseSpeaking(speech.utterance()));
        }
        draft.hold(Optional.of(new Hold(speech.utterance(), interrupts)));
    }

    private boolean pauses() {
        return !draft.options.turns().interruption().falseInterruptionTimeout().isZero();
    }

    /** The caller's sound was no turn: what was held back for it goes on. */
    void resume() {
        draft.hold.ifPresent(hold -> {
            draft.hold(Optional.empty());
            draft.effect(new Effect.ResumeSpeaking(hold.utterance()));
            draft.emit(new SessionEvent.AgentFalseInterruption(
                    draft.now, hold.utterance().speechId(), true));
        });
    }

    // --- by the host

    /** The current speech and the queue up to the first that must not be interrupted. */
    void onAsked(long askId, boolean force) {
        if (!force && draft.current.filter(this::mustBeHeard).isPresent()) {
            draft.refused(askId, "interrupt: the current speech must not be interrupted (expected: wait, or force)");
            return;
        }
        cut();
        forgoReplies(speech -> force || !mustBeHeard(speech));
        Optional<Speech> next = queue.takeFirst(speech -> force || !mustBeHeard(speech));
        while (next.isPresent()) {
            agent.over(next.get().asInterrupted(), SpeechPlace.QUEUED);
            next = queue.takeFirst(speech -> force || !mustBeHeard(speech));
        }
        draft.granted(askId, "");
    }

    void onSpeechAsked(long askId, String speechId) {
        Optional<Speech> current = draft.current.filter(speech -> speech.id().equals(speechId));
        Optional<Speech> waiting = queue.find(speechId);
        Optional<Speech> working = draft.working.stream()
                .filter(speech -> speech.id().equals(speechId))
                .findFirst();
        if (current.or(() -> waiting)
                .or(() -> working)
                .filter(this::mustBeHeard)
                .isPresent()) {
            draft.refused(askId, "interrupt: " + speechId + " must not be interrupted (expected: wait, or force)");
            return;
        }
        if (current.isPresent()) {
            cut();
        }
        waiting.ifPresent(speech -> {
            draft.queue.remove(speech);
            agent.over(speech.asInterrupted(), SpeechPlace.QUEUED);
        });
        forgoReplies(speech -> speech.id().equals(speechId));
        draft.granted(askId, "");
    }

    // --- by the session's end

    void cutAll() {
        answers.dropSpeculation();
        List<Speech> unsaid = List.copyOf(draft.queue);
        draft.queue.clear();
        unsaid.forEach(speech -> agent.over(speech.asInterrupted(), SpeechPlace.QUEUED));
        cut();
        forgoReplies(speech -> true);
    }

    /** Tools go on to their end, but nothing is said about it. */
    private void forgoReplies(Predicate<Speech> whose) {
        draft.working.replaceAll(speech -> whose.test(speech) ? speech.asInterrupted() : speech);
    }

    /** Stops the current speech, whatever it allows. */
    private void cut() {
        draft.current.filter(speech -> !speech.interrupted()).ifPresent(speech -> {
            answers.cancel(speech);
            draft.hold(Optional.empty());
            draft.cancel(Timer.FALSE_INTERRUPTION);
            draft.current(Optional.of(silenced(speech.asInterrupted())));
            agent.playbackOver();
        });
    }

    private Speech silenced(Speech speech) {
        Playback playback = speech.round().playback();
        if (playback == Playback.NONE) {
            return speech.with(speech.round().with(Playback.DONE));
        }
        if (playback != Playback.DONE) {
            for (int segment = speech.round().segments().last();
                    segment >= speech.round().segments().over();
                    segment--) {
                draft.effect(
                        new Effect.StopSpeaking(speech.utterance(segment))); // the last first: none is to begin now
            }
            draft.emit(new SessionEvent.PlaybackCleared(draft.now, speech.id()));
            draft.timer(Timer.STUCK, draft.now.plus(STUCK_AFTER));
        }
        return speech;
    }
}
