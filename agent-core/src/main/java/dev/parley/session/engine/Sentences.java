package dev.parley.session.engine;

import dev.parley.text.SentenceTokenizer;
import java.util.List;

/** The sentences of a text that is there as a whole. */
final class Sentences {
    private Sentences() {}

    /** With the white space behind them: joined, they are the text. */
    static List<String> of(String text) {
        return SentenceTokenizer.standard().pieces(text);
    }
}
