package dev.parley.session.engine;

import java.util.List;

/**
 * The voice that works ahead of a turn's end: it makes the sentences of an answer that is not surely wanted, and holds them
 * back. One such utterance at a time, and none beside another speech.
 */
final class VoiceAhead {
    private final Draft draft;

    VoiceAhead(Draft draft) {
        this.draft = draft;
    }

    /** Gives the voice what has come of the answer. */
    void speak() {
        if (draft.options.turns().preemptive().tts()) {
            draft.speculation = draft.speculation.map(this::spoken);
        }
    }

    private Speculation spoken(Speculation ahead) {
        boolean free = draft.current.isEmpty()
                && draft.queue.isEmpty()
                && draft.pauseOver().isEmpty()
                && !draft.cast.changing();
        if (!hasMore(ahead) || (!ahead.hasVoice() && !free)) {
            return ahead;
        }
        Speculation grown = ahead;
        if (!grown.hasVoice()) {
            grown = grown.spokenBy(draft.nextId("speech"));
            draft.effect(new Effect.PauseSpeaking(grown.utterance()));
        }
        while (hasMore(grown)) {
            draft.effect(new Effect.Speak(
                    grown.utterance(), grown.answer().sentences().get(grown.spoken())));
            grown = grown.spokenOneMore(draft.now);
        }
        return grown;
    }

    /** Only the answer's first segment is made ahead. */
    private static boolean hasMore(Speculation ahead) {
        List<String> sentences = ahead.answer().sentences();
        return ahead.spoken() < sentences.size()
                && !sentences.get(ahead.spoken()).equals(Answer.SEGMENT_END);
    }

    /** What the voice has made is of no use. */
    void drop() {
        draft.speculation
                .filter(Speculation::hasVoice)
                .ifPresent(ahead -> draft.effect(new Effect.StopSpeaking(ahead.utterance())));
    }

    /** Whether this is what the voice makes ahead. */
    boolean makes(Utterance utterance) {
        return draft.speculation
                .filter(ahead -> ahead.hasVoice() && ahead.utterance().equals(utterance))
                .isPresent();
    }

    /** A speech begins: if it is the one that was made ahead, it may be heard, unless the caller holds it back. */
    void release(Speech speech) {
        if (speech.round().spoken() > 0 && draft.hold.isEmpty()) {
            draft.effect(new Effect.ResumeSpeaking(speech.utterance()));
        }
    }
}
