package dev.parley.session.engine;

import dev.parley.session.ReplyOptions;
import dev.parley.session.SpeechOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something the agent says or is about to say. Immutable.
 *
 * @param reply how to ask the model; empty for a text that is said as it is
 * @param answer what there is to say in this step; empty until the model is asked
 * @param spoken how many of its sentences were given to the voice
 * @param launched how many of its tools were started
 * @param playbackAt when the step's first audio left
 * @param heard what was heard in the steps that are over
 * @param played audio of the steps that are over
 */
record Speech(
        String id,
        SpeechOptions options,
        Optional<ReplyOptions> reply,
        int step,
        Optional<Answer> answer,
        int spoken,
        int launched,
        Playback playback,
        Optional<Instant> playbackAt,
        boolean interrupted,
        String heard,
        Duration played,
        Timing timing) {

    /** Where an utterance is on its way out. */
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

    static Speech say(String id, SpeechOptions options, Answer text) {
        return new Speech(
                id,
                options,
                Optional.empty(),
                0,
                Optional.of(text),
                0,
                0,
                Playback.NONE,
                Optional.empty(),
                false,
                "",
                Duration.ZERO,
                Timing.none());
    }

    static Speech reply(String id, ReplyOptions reply, Timing timing) {
        return new Speech(
                id,
                reply.speech(),
                Optional.of(reply),
                0,
                Optional.empty(),
                0,
                0,
                Playback.NONE,
                Optional.empty(),
                false,
                "",
                Duration.ZERO,
                timing);
    }

    Utterance utterance() {
        return new Utterance(id, step);
    }

    boolean audible() {
        return playbackAt.isPresent() && playback != Playback.DONE;
    }

    boolean isReply() {
        return reply.isPresent();
    }

    boolean answerEnded() {
        return answer.map(Answer::ended).orElse(false);
    }

    Speech with(Answer newAnswer) {
        return copy(Optional.of(newAnswer), spoken, launched, playback, interrupted);
    }

    Speech with(Playback newPlayback) {
        return copy(answer, spoken, launched, newPlayback, interrupted);
    }

    Speech with(Timing newTiming) {
        return new Speech(
                id,
                options,
                reply,
                step,
                answer,
                spoken,
                launched,
                playback,
                playbackAt,
                interrupted,
                heard,
                played,
                newTiming);
    }

    Speech spokenOneMore() {
        return copy(answer, spoken + 1, launched, Playback.GIVEN, interrupted);
    }

    Speech launchedOneMore() {
        return copy(answer, spoken, launched + 1, playback, interrupted);
    }

    Speech asInterrupted() {
        return copy(answer, spoken, launched, playback, true);
    }

    Speech playingSince(Instant at) {
        return new Speech(
                id,
                options,
                reply,
                step,
                answer,
                spoken,
                launched,
                playback,
                Optional.of(at),
                interrupted,
                heard,
                played,
                timing);
    }

    Speech playedOut(String text, Duration audio) {
        String all = heard.isEmpty() || text.isEmpty() ? heard + text : heard + " " + text;
        return new Speech(
                id,
                options,
                reply,
                step,
                answer,
                spoken,
                launched,
                Playback.DONE,
                playbackAt,
                interrupted,
                all,
                played.plus(audio),
                timing);
    }

    /** The same speech after a round of tools. */
    Speech nextStep() {
        return new Speech(
                id,
                options,
                reply,
                step + 1,
                Optional.empty(),
                0,
                0,
                Playback.NONE,
                Optional.empty(),
                interrupted,
                heard,
                played,
                timing.afterTools());
    }

    private Speech copy(
            Optional<Answer> newAnswer, int newSpoken, int newLaunched, Playback newPlayback, boolean newInterrupted) {
        return new Speech(
                id,
                options,
                reply,
                step,
                newAnswer,
                newSpoken,
                newLaunched,
                newPlayback,
                playbackAt,
                newInterrupted,
                heard,
                played,
                timing);
    }
}
