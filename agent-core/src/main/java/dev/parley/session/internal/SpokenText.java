package dev.parley.session.internal;

import akka.japi.function.Function;
import dev.parley.speech.SentenceAudio;
import dev.parley.text.TextFilter;
import java.util.List;
import java.util.Optional;

/**
 * Puts a segment's sentences through the text transforms; an empty piece ends the segment. A sentence of which something is
 * held back is spoken with the next one.
 */
final class SpokenText implements Function<Optional<String>, Iterable<String>> {
    private static final long serialVersionUID = 1L;

    private final transient TextFilter filter;
    private final transient SentenceAudio audio;
    private final StringBuilder ready = new StringBuilder();
    private int pieces;

    SpokenText(TextFilter filter, SentenceAudio audio) {
        this.filter = filter;
        this.audio = audio;
    }

    @Override
    public Iterable<String> apply(Optional<String> piece) {
        ready.append(piece.map(filter::accept).orElseGet(filter::flush));
        pieces += piece.isPresent() ? 1 : 0;
        if (piece.isPresent() && filter.holdsBack()) {
            return List.of();
        }
        String text = ready.toString();
        ready.setLength(0);
        if (text.isBlank()) {
            return List.of();
        }
        audio.given(text, pieces);
        return List.of(text);
    }
}
