package dev.parley.session.engine;

import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a speech that does not get on: every wait it goes through has a deadline of its own, so this one only strikes where
 * something has broken its promise. A session that stands still is told and closed rather than left silent.
 *
 * <p>Design notes. The timer is not set anew with each sign of progress, of which a spoken answer gives many a second; when
 * it fires it looks at how old the last one is.
 */
final class Watchdog {
    private static final Set<Class<? extends Stimulus>> PROGRESS = Set.of(
            Stimulus.AnswerStarted.class,
            Stimulus.SentenceReady.class,
            Stimulus.SegmentEnded.class,
            Stimulus.GenerationStarted.class,
            Stimulus.MessageStarted.class,
            Stimulus.ToolRequested.class,
            Stimulus.AnswerEnded.class,
            Stimulus.AnswerFailed.class,
            Stimulus.ModelRetried.class,
            Stimulus.VoiceFailed.class,
            Stimulus.PlaybackStarted.class,
            Stimulus.TextHeard.class,
            Stimulus.PlaybackFinished.class);

    private final Draft draft;
    private final UserVoice voice;
    private final Optional<Speech> before;

    Watchdog(Draft draft, UserVoice voice) {
        this.draft = draft;
        this.voice = voice;
        this.before = draft.current;
    }

    /** Looks at the end of a step whether the speech got on in it. */
    void proceed(Stimulus stimulus) {
        Duration timeout = draft.options.progressTimeout();
        if (timeout.isZero()) {
            return;
        }
        if (draft.current.isEmpty() || !draft.running()) {
            draft.progressAt.ifPresent(last -> draft.cancel(Timer.PROGRESS));
            draft.progressAt = Optional.empty();
        } else if (draft.progressAt.isEmpty()) {
            draft.progressAt = Optional.of(draft.now);
            draft.timer(Timer.PROGRESS, draft.now.plus(timeout));
        } else if (PROGRESS.contains(stimulus.getClass()) || !idOf(before).equals(idOf(draft.current))) {
            draft.progressAt = Optional.of(draft.now);
        }
    }

    private static Optional<String> idOf(Optional<Speech> speech) {
        return speech.map(Speech::id);
    }

    /** A speech that is held back for a caller who never falls silent waits or goes on; another has come to a stop. */
    void onTimer() {
        Optional<Instant> due = draft.progressAt.map(last -> last.plus(draft.options.progressTimeout()));
        if (due.isEmpty() || draft.current.isEmpty()) {
            return;
        }
        if (draft.now.isBefore(due.get())) {
            draft.timer(Timer.PROGRESS, due.get());
        } else if (draft.hold.isPresent()) {
            draft.progressAt = Optional.of(draft.now);
            draft.timer(Timer.PROGRESS, draft.now.plus(draft.options.progressTimeout()));
            voice.onEndless();
        } else {
            standsStill(draft.current.get());
        }
    }

    private void standsStill(Speech speech) {
        String what = "speech " + speech.id() + ": no progress for "
                + draft.options.progressTimeout().toSeconds() + " s, " + waitsFor(speech)
                + " (expected: an end or a failure by then; see parley.session.progress-timeout)";
        draft.emit(new SessionEvent.ErrorOccurred(draft.now, "session", what));
        draft.fatal = Optional.of(new CloseReason(CloseReason.Kind.ERROR, what));
    }

    private static String waitsFor(Speech speech) {
        return speech.round().answerEnded() ? "waiting for the voice or the playout" : "waiting for the model's answer";
    }
}
