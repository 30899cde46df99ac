package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the caller beside the turn itself. Immutable.
 *
 * @param unheard speech of this turn that has come to no transcript
 * @param monologue what the caller has said since the agent last began to speak
 * @param quiet whether the caller may not be heard, or does not speak
 * @param line by which the caller is there
 */
record UserWatch(UserState state, Unheard unheard, Monologue monologue, Quiet quiet, Line line) {

    /**
     * Where the caller's echo canceller stands.
     *
     * @param outboundPhone whether it is a phone line that the agent's side has called out on
     * @param learningSince when it first heard the agent
     */
    record Line(boolean outboundPhone, Optional<Instant> learningSince) {
        static final Line UNKNOWN = new Line(false, Optional.empty());
    }

    /**
     * A caller of whom nothing is heard.
     *
     * @param muted whether it is not listened to
     * @param firstSpeechOver whether the agent has been heard, or has failed to be
     * @param idles how many times in a row it did not answer
     * @param waitingSince when the agent began to wait for its answer; empty once it was told that none has come
     */
    record Quiet(boolean muted, boolean firstSpeechOver, int idles, Optional<Instant> waitingSince) {
        static final Quiet INITIAL = new Quiet(false, false, 0, Optional.empty());

        Quiet muted(boolean now) {
            return new Quiet(now, firstSpeechOver, idles, waitingSince);
        }

        Quiet afterFirstSpeech() {
            return new Quiet(muted, true, idles, waitingSince);
        }

        Quiet waitingSince(Optional<Instant> time) {
            return new Quiet(muted, firstSpeechOver, idles, time);
        }

        Quiet idleOnceMore() {
            return new Quiet(muted, firstSpeechOver, idles + 1, waitingSince);
        }

        Quiet active() {
            return new Quiet(muted, firstSpeechOver, 0, waitingSince);
        }
    }

    /**
     * Speech that waits for its transcript.
     *
     * @param transcribed whether a transcript of the turn has come
     */
    record Unheard(Duration speech, Optional<Instant> since, boolean transcribed) {
        static final Unheard NOTHING = new Unheard(Duration.ZERO, Optional.empty(), false);
    }

    /**
     * What was said without an answer.
     *
     * @param answeredAt when the agent last spoke; nothing before it counts
     * @param since when the first of it was said
     * @param exceeded told as soon as nothing keeps the agent from cutting in
     * @param cuttingIn whether the agent is about to
     */
    record Monologue(
            Instant answeredAt,
            String transcript,
            int words,
            Optional<Instant> since,
            Optional<SessionEvent.UserTurnExceeded> exceeded,
            boolean cuttingIn) {

        static Monologue none(Instant answeredAt, boolean cuttingIn) {
            return new Monologue(answeredAt, "", 0, Optional.empty(), Optional.empty(), cuttingIn);
        }

        boolean isNothing() {
            return words == 0 && exceeded.isEmpty();
        }

        Monologue cuttingIn(boolean now) {
            return new Monologue(answeredAt, transcript, words, since, Optional.empty(), now);
        }
    }

    static UserWatch initial() {
        return new UserWatch(
                UserState.LISTENING, Unheard.NOTHING, Monologue.none(Instant.MIN, false), Quiet.INITIAL, Line.UNKNOWN);
    }

    UserWatch with(UserState next) {
        return new UserWatch(next, unheard, monologue, quiet, line);
    }

    UserWatch with(Unheard next) {
        return new UserWatch(state, next, monologue, quiet, line);
    }

    UserWatch with(Monologue next) {
        return new UserWatch(state, unheard, next, quiet, line);
    }

    UserWatch with(Quiet next) {
        return new UserWatch(state, unheard, monologue, next, line);
    }

    UserWatch with(Line next) {
        return new UserWatch(state, unheard, monologue, quiet, next);
    }
}
