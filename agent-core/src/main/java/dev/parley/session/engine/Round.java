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
 */
record Round(
        int number,
        Optional<Answer> answer,
        int spoken,
        int launched,
        Playback playback,
        Optional<Instant> playbackAt) {

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
        return new Round(0, given, 0, 0, Playback.NONE, Optional.empty());
    }

    Round next() {
        return new Round(number + 1, Optional.empty(), 0, 0, Playback.NONE, Optional.empty());
    }

    boolean audible() {
        return playbackAt.isPresent() && playback != Playback.DONE;
    }

    boolean answerEnded() {
        return answer.map(Answer::ended).orElse(false);
    }

    Round with(Answer grown) {
        return new Round(number, Optional.of(grown), spoken, launched, playback, playbackAt);
    }

    Round with(Playback now) {
        return new Round(number, answer, spoken, launched, now, playbackAt);
    }

    Round spokenOneMore() {
        return new Round(number, answer, spoken + 1, launched, Playback.GIVEN, playbackAt);
    }

    Round launched(int calls) {
        return new Round(number, answer, spoken, calls, playback, playbackAt);
    }

    Round playingSince(Instant at) {
        return new Round(number, answer, spoken, launched, playback, Optional.of(at));
    }
}
