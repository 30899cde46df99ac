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
 */
record UserWatch(UserState state, Unheard unheard, Monologue monologue) {

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
        return new UserWatch(UserState.LISTENING, Unheard.NOTHING, Monologue.none(Instant.MIN, false));
    }

    UserWatch with(UserState next) {
        return new UserWatch(next, unheard, monologue);
    }

    UserWatch with(Unheard next) {
        return new UserWatch(state, next, monologue);
    }

    UserWatch with(Monologue next) {
        return new UserWatch(state, unheard, next);
    }
}
