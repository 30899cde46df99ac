package dev.parley.session.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * One answer of a speech on its way to the caller: the first, or the one after a round of tools. Immutable.
 *
 * @param number 0 for the first
 * @param answer what there is to say; empty until the model is asked
 * @param spoken how many of its sentences were given to the voice
 * @param launched how many of its tools were started
 * @param playbackAt when its first audio left
 * @param segments which of its parts were given and played
 */
record Round(
        int number,
        Optional<Answer> answer,
        int spoken,
        int launched,
        Playback playback,
        Optional<Instant> playbackAt,
        Segments segments) {

    /** Where the round's audio is on its way out. */
    enum Playback {
        /** Nothing was given to the voice. */
        NONE,
        /** The voice works, or plays. */
        GIVEN,
        /** Told that no more comes. */
        COMPLETE,
        /** Nothing is left to play. */
        DONE
    }

    static Round first(Optional<Answer> given) {
        return new Round(0, given, 0, 0, Playback.NONE, Optional.empty(), Segments.NONE);
    }

    Round next() {
        return new Round(number + 1, Optional.empty(), 0, 0, Playback.NONE, Optional.empty(), Segments.NONE);
    }

    boolean audible() {
        return playbackAt.isPresent() && playback != Playback.DONE;
    }

    boolean answerEnded() {
        return answer.map(Answer::ended).orElse(false);
    }

    Round with(Answer grown) {
        return new Round(number, Optional.of(grown), spoken, launched, playback, playbackAt, segments);
    }

    Round with(Playback now) {
        return new Round(number, answer, spoken, launched, now, playbackAt, segments);
    }

    Round spokenOneMore() {
        return new Round(number, answer, spoken + 1, launched, Playback.GIVEN, playbackAt, segments.opened());
    }

    /** Behind the end of a segment. */
    Round segmentClosed() {
        return new Round(number, answer, spoken + 1, launched, playback, playbackAt, segments.closed());
    }

    Round with(Segments changed) {
        return new Round(number, answer, spoken, launched, playback, playbackAt, changed);
    }

    /** Whether all that it has to say was said, or never will be. */
    boolean saidAll(boolean interrupted) {
        return (playback == Playback.COMPLETE || interrupted) && segments.allPlayed();
    }

    Round launched(int calls) {
        return new Round(number, answer, spoken, calls, playback, playbackAt, segments);
    }

    Round playingSince(Instant at) {
        return new Round(number, answer, spoken, launched, playback, playbackAt.or(() -> Optional.of(at)), segments);
    }
}
