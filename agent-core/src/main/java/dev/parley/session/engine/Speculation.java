package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.Timing.Station;
import dev.parley.text.WordTokenizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An answer begun before the turn is surely over.
 *
 * @param transcript the turn that it answers
 * @param context the conversation that it continues; it is of no use to another
 * @param speechId of the speech that it will be; empty while the voice has nothing of it
 * @param spoken how many of its sentences were given to the voice, which is held back
 */
record Speculation(Answer answer, String transcript, ChatContext context, Timing timing, String speechId, int spoken) {

    /** An answer of which the voice has nothing. */
    Speculation(Answer answer, String transcript, ChatContext context, Timing timing) {
        this(answer, transcript, context, timing, "", 0);
    }

    Speculation with(Answer newAnswer, Timing newTiming) {
        return new Speculation(newAnswer, transcript, context, newTiming, speechId, spoken);
    }

    Speculation spokenBy(String newSpeechId) {
        return new Speculation(answer, transcript, context, timing, newSpeechId, spoken);
    }

    Speculation spokenOneMore(Instant at) {
        return new Speculation(
                answer, transcript, context, timing.at(Station.FIRST_SENTENCE, at), speechId, spoken + 1);
    }

    boolean hasVoice() {
        return spoken > 0;
    }

    Utterance utterance() {
        return new Utterance(speechId, 0);
    }

    boolean answers(String turn, ChatContext conversation) {
        return context.equals(conversation) && sameWords(transcript, turn);
    }

    /** LiveKit Agents' rule: a final transcript differs from the one before by capitals and punctuation alone. */
    private static boolean sameWords(String first, String second) {
        if (first.equals(second)) {
            return true;
        }
        List<String> words = words(first);
        return !words.isEmpty() && words.equals(words(second));
    }

    private static List<String> words(String text) {
        return WordTokenizer.standard().byCharacter().words(text.toLowerCase(Locale.ROOT));
    }

    /** The speech that answers the turn, with what there is of the answer already. */
    Speech into(Speech speech) {
        Speech answering = speech.with(answer).with(speech.timing().with(timing));
        if (!hasVoice()) {
            return answering;
        }
        Round round = answering.round();
        return new Speech(
                speechId,
                answering.options(),
                answering.reply(),
                new Round(
                        round.number(),
                        round.answer(),
                        spoken,
                        round.launched(),
                        Playback.GIVEN,
                        round.playbackAt(),
                        Segments.NONE.opened()),
                answering.interrupted(),
                answering.past(),
                answering.timing());
    }
}
