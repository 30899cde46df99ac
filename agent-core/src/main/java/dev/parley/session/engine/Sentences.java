package dev.parley.session.engine;

import dev.parley.speech.SentenceSplitter;
import java.util.ArrayList;
import java.util.List;

/** The sentences of a text that is there as a whole. */
final class Sentences {
    private Sentences() {}

    static List<String> of(String text) {
        SentenceSplitter splitter = new SentenceSplitter();
        List<String> sentences = new ArrayList<>(splitter.accept(text));
        String rest = splitter.flush();
        if (!rest.isEmpty()) {
            sentences.add(rest);
        }
        return sentences;
    }
}
