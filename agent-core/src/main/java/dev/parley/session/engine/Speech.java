package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Round.Playback;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something the agent says or is about to say. Immutable.
 *
 * @param reply how to ask the model; empty for a text that is said as it is
 * @param round the answer that is being made and played
 * @param past what was heard of the rounds before it
 */
record Speech(
        String id,
        SpeechOptions options,
        Optional<ReplyOptions> reply,
        Round round,
        boolean interrupted,
        Past past,
        Timing timing) {

    /**
     * Rounds that are over.
     *
     * @param played how much audio
     */
    record Past(String heard, Duration played) {
        static final Past NOTHING = new Past("", Duration.ZERO);

        Past and(String text, Duration audio) {
            String all = heard.isEmpty() || text.isEmpty() ? heard + text : heard + " " + text;
            return new Past(all, played.plus(audio));
        }
    }

    static Speech say(String id, SpeechOptions options, Answer text) {
        Round given = Round.first(Optional.of(text));
        return new Speech(id, options, Optional.empty(), given, false, Past.NOTHING, Timing.none());
    }

    /** A text that the host gives piece by piece. */
    static Speech sayRead(String id, SpeechOptions options) {
        Round open = Round.first(Optional.empty());
        return new Speech(id, options, Optional.empty(), open, false, Past.NOTHING, Timing.none());
    }

    static Speech reply(String id, ReplyOptions reply, Timing timing) {
        Round open = Round.first(Optional.empty());
        return new Speech(id, reply.speech(), Optional.of(reply), open, false, Past.NOTHING, timing);
    }

    /** The one that is played, or is going to be. */
    Utterance utterance() {
        return new Utterance(id, round.number(), round.segments().over());
    }

    /** The one of this segment. */
    Utterance utterance(int segment) {
        return new Utterance(id, round.number(), segment);
    }

    boolean isReply() {
        return reply.isPresent();
    }

    boolean audible() {
        return round.audible();
    }

    /** Whether nothing of its round is left to make or to play; its tools may still run. */
    boolean roundPlayed() {
        return round.playback() == Playback.DONE && (round.answerEnded() || interrupted);
    }

    Speech with(Round changed) {
        return new Speech(id, options, reply, changed, interrupted, past, timing);
    }

    Speech with(Answer answer) {
        return with(round.with(answer));
    }

    Speech withoutInterruptions() {
        SpeechOptions protectedOnes = new SpeechOptions(false, options.addToHistory(), options.priority());
        return new Speech(id, protectedOnes, reply, round, interrupted, past, timing);
    }

    /** The tools of its round that were started, in the order of the calls. */
    List<FunctionCall> launchedCalls() {
        return round.answer()
                .map(answer -> answer.calls().subList(0, round.launched()))
                .orElse(List.of());
    }

    boolean launchedCall(String callId) {
        return launchedCalls().stream().anyMatch(call -> call.callId().equals(callId));
    }

    Speech with(Timing changed) {
        return new Speech(id, options, reply, round, interrupted, past, changed);
    }

    Speech asInterrupted() {
        return new Speech(id, options, reply, round, true, past, timing);
    }

    Speech playedOut(String text, Duration audio) {
        return new Speech(id, options, reply, round.with(Playback.DONE), interrupted, past.and(text, audio), timing);
    }

    /** The same speech after a round of tools. */
    Speech nextRound() {
        return new Speech(id, options, reply, round.next(), interrupted, past, timing.afterTools());
    }
}
